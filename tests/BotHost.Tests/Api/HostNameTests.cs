using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests.Api;

/// <summary>Who gets in under a name of the host that <c>AllowedHosts</c> does not have, as another machine uses one.</summary>
public sealed class HostNameTests
{
    private const string Key = "a key that is long enough";
    private const string Signing = "a signing key of at least thirty-two bytes";
    private const string Hosts = "AllowedHosts=localhost;127.0.0.1;[::1]";

    [Theory]
    [InlineData("192.168.1.10:5000")]
    [InlineData("bots.example")]
    public async Task The_key_and_a_session_token_open_the_api_under_any_name_of_the_host(string name)
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), null, Hosts, $"Api:Key={Key}", $"Api:TokenKeys:k1={Signing}", "Api:TokenKey=k1");

        var issued = await SendAsync(host, HttpMethod.Post, "/tokens", name, Key, """{"session_id":"demo","lifetime_seconds":60}""");
        Assert.Equal(HttpStatusCode.OK, issued.Status);
        var token = JsonElement.Parse(issued.Body).GetProperty("token").GetString();
        foreach (var key in new[] { Key, token })
        {
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Post, "/agent", name, key, """{"query":"hi","session_id":"demo"}""")).Status);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Get, "/agent/health", name, key)).Status);
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Get, "/sessions/messages?session_id=demo", name, key)).Status);
        }

        foreach (var key in new[] { null, "wrong" })
        {
            var refused = await SendAsync(host, HttpMethod.Post, "/agent", name, key, """{"query":"hi"}""");
            Assert.Equal(HttpStatusCode.Unauthorized, refused.Status);
            Assert.NotEmpty(JsonElement.Parse(refused.Body).GetProperty("error").GetString()!);
        }
    }

    [Fact]
    public async Task Without_a_key_a_page_that_was_led_here_by_another_name_gets_nothing()
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), null, Hosts);

        var refused = await SendAsync(host, HttpMethod.Post, "/agent", "evil.example", null, """{"query":"hi"}""");
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);
        Assert.Contains("AllowedHosts", JsonElement.Parse(refused.Body).GetProperty("error").GetString(), StringComparison.Ordinal);
        foreach (var name in new[] { "localhost:1", "LOCALHOST", "127.0.0.1", "[::1]:5000" })
            Assert.Equal(HttpStatusCode.OK, (await SendAsync(host, HttpMethod.Post, "/agent", name, null, """{"query":"hi"}""")).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/chat/history")]
    [InlineData("/health")]
    [InlineData("/metrics")]
    [InlineData("/nothing")]
    public async Task The_key_opens_nothing_but_the_api_under_another_name(string path)
    {
        await using var host = await ApiHost.StartAsync(new MemorySessionStore(), null, Hosts, $"Api:Key={Key}", "Bots:web:Enabled=true");

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(host, HttpMethod.Get, path, "evil.example", Key)).Status);
        Assert.NotEqual(HttpStatusCode.BadRequest, (await SendAsync(host, HttpMethod.Get, path, "localhost", Key)).Status);
    }

    private static async Task<(HttpStatusCode Status, string Body)> SendAsync(ApiHost host, HttpMethod method, string path, string name, string? key, string? json = null)
    {
        using var client = host.Client(key);
        using var request = new HttpRequestMessage(method, path) { Headers = { Host = name } };
        if (json is not null) request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
