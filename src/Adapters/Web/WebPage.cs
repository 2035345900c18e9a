using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;

namespace Bots.Adapters.Web;

/// <summary>The files of the page, out of the assembly.</summary>
internal sealed class WebPage
{
    private static readonly Dictionary<string, string> Types = new(StringComparer.Ordinal)
    {
        [".html"] = "text/html; charset=utf-8",
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    };

    private readonly byte[] _content;
    private readonly string _type;
    private readonly string _tag;

    private WebPage(string file)
    {
        using var stream = typeof(WebPage).Assembly.GetManifestResourceStream($"web/{file}")
            ?? throw new InvalidOperationException($"The page's file {file} is not in the assembly.");
        _content = new byte[stream.Length];
        stream.ReadExactly(_content);
        _type = Types[Path.GetExtension(file)];
        _tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(_content).AsSpan(0, 8))}\"";
    }

    /// <summary>Every file by its name.</summary>
    public static IReadOnlyDictionary<string, WebPage> Files { get; } = typeof(WebPage).Assembly.GetManifestResourceNames()
        .Where(static name => name.StartsWith("web/", StringComparison.Ordinal)).Select(static name => name["web/".Length..])
        .ToDictionary(static name => name, static name => new WebPage(name), StringComparer.Ordinal);

    /// <summary>Sends the file, or says that the browser has it already.</summary>
    public async Task SendAsync(HttpContext http)
    {
        var headers = http.Response.Headers;
        headers.CacheControl = "private, no-cache";
        headers.ETag = _tag;
        if (http.Request.Headers.IfNoneMatch == _tag)
        {
            http.Response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        http.Response.ContentType = _type;
        http.Response.ContentLength = _content.Length;
        await http.Response.Body.WriteAsync(_content, http.RequestAborted);
    }
}
