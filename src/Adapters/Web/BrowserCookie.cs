using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Bots.Adapters.Web;

/// <summary>Remembers a browser by a signed cookie. A cookie that was not signed here names nobody.</summary>
internal sealed class BrowserCookie(IDataProtectionProvider protection)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);
    private readonly IDataProtector _protector = protection.CreateProtector("Bots.Adapters.Web.Browser.v1");

    /// <summary>Who the request says it is; null without a valid cookie.</summary>
    public Browser? Read(HttpContext http)
    {
        if (http.Request.Cookies[NameFor(http.Request)] is not { Length: > 0 and < 1_000 } value) return null;
        try
        {
            var bytes = _protector.Unprotect(WebEncoders.Base64UrlDecode(value));
            return bytes.Length == sizeof(long) ? new(BinaryPrimitives.ReadInt64BigEndian(bytes)) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException)
        {
            return null;
        }
    }

    /// <summary>Gives the browser its cookie for another year, and a newcomer a number of its own.</summary>
    public void Renew(HttpContext http)
    {
        var bytes = new byte[sizeof(long)];
        BinaryPrimitives.WriteInt64BigEndian(bytes, (Read(http) ?? NewBrowser()).Number);
        http.Response.Cookies.Append(NameFor(http.Request), WebEncoders.Base64UrlEncode(_protector.Protect(bytes)), new()
        {
            HttpOnly = true,
            IsEssential = true,
            MaxAge = Lifetime,
            Path = "/",
            // Strict would not be sent when a link in a mail or a chat leads here, and the visitor would be taken for a newcomer.
            SameSite = SameSiteMode.Lax,
            Secure = http.Request.IsHttps,
        });
    }

    // Cookies are shared by all ports of a machine: without the port, two hosts on one machine would replace each other's cookie.
    private static string NameFor(HttpRequest request) => request.Host.Port is { } port ? $"bots_web_{port}" : "bots_web";

    private static Browser NewBrowser()
    {
        var bytes = RandomNumberGenerator.GetBytes(sizeof(long));
        var number = BinaryPrimitives.ReadInt64BigEndian(bytes) & long.MaxValue;
        return number == 0 ? NewBrowser() : new(number);
    }
}
