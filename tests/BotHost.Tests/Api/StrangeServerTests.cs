using Bots.Agents;
using Bots.Agents.Remote;
using Bots.Sessions;
using Bots.Sessions.Http;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests.Api;

/// <summary>The clients of a host, at an address that is no host's, and with what cannot work.</summary>
public sealed class StrangeServerTests
{
    private const string Html = "<!DOCTYPE html><html><head><title>Router</title></head><body><h1>Welcome</h1></body></html>";

    [Theory]
    [InlineData(200, "text/html", Html, "Router Welcome")]
    [InlineData(400, "text/html", "<h2>Bad Request - Invalid Hostname</h2>", "Invalid Hostname")]
    [InlineData(502, "text/html", "<h1>502 Bad Gateway</h1>", "502 Bad Gateway")]
    [InlineData(200, "application/json", "{\"ok\":1}", "")]
    [InlineData(200, "application/json", "[5]", "")]
    [InlineData(200, "application/json", "[{\"role\":\"user\",\"content\":\"private \\ud800\"}]", "")]
    [InlineData(200, "text/plain", "\"true\"", "")]
    [InlineData(200, "text/plain", "", "")]
    [InlineData(404, "text/plain", "", "")]
    public async Task An_address_that_is_no_hosts_is_named_with_what_it_answered(int status, string type, string body, string excerpt)
    {
        await using var server = await AnswerAsync(status, type, body);
        var address = server.Urls.First();
        using var session = new RemoteSession(address, "s1");
        using var store = new HttpSessionStore(address);

        var failures = new List<Exception>
        {
            await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("hi")),
            await Assert.ThrowsAsync<AgentException>(async () => await session.StreamAsync("hi").ToListAsync()),
            await Assert.ThrowsAsync<SessionStoreException>(async () => await store.GetChatHistoryAsync("s1")),
            await Assert.ThrowsAsync<SessionStoreException>(async () => await store.SessionExistsAsync("s1")),
            await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("s1", "user", "hi")),
            await Assert.ThrowsAsync<SessionStoreException>(async () => await store.ClearSessionAsync("s1")),
            await Assert.ThrowsAsync<SessionStoreException>(async () => await store.DeleteSessionAsync("s1")),
        };

        foreach (var failure in failures)
        {
            foreach (var part in new[] { address, $"answered {status}", excerpt, "Is this the address of a bot host?" }) Assert.Contains(part, failure.Message, StringComparison.Ordinal);
            foreach (var never in new[] { "<", "{", "private" }) Assert.DoesNotContain(never, failure.Message, StringComparison.Ordinal);
            // Trying again helps only where a server says that it has a problem of its own.
            if (status < 500) Assert.False(failure is AgentException { IsTransient: true } or SessionStoreException { IsTransient: true });
        }

        Assert.False(await session.IsHealthyAsync());
    }

    [Fact]
    public async Task A_refusal_is_told_with_its_status_and_the_hosts_sentence()
    {
        await using var server = await AnswerAsync(403, "application/json", """{"error":"Only this machine is let in until Api:Key is set."}""");
        using var session = new RemoteSession(server.Urls.First(), "s1");
        using var store = new HttpSessionStore(server.Urls.First());

        const string expected = "answered 403: Only this machine is let in until Api:Key is set.";
        Assert.EndsWith(expected, (await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("hi"))).Message, StringComparison.Ordinal);
        Assert.EndsWith(expected, (await Assert.ThrowsAsync<SessionStoreException>(async () => await store.GetChatHistoryAsync("s1"))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Le")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"response\":\"hal")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"res")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n1e\r\nevent: text\ndata: {\"text\":\"hal")]
    [InlineData("HTTP/1.1 502 Bad Gateway\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"error\":\"hal")]
    public async Task An_answer_that_is_cut_off_is_called_that(string sent)
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serving = CutOffAsync(listener, System.Text.Encoding.ASCII.GetBytes(sent));
        var address = $"http://{listener.LocalEndpoint}";
        using var session = new RemoteSession(address, "s1");
        using var store = new HttpSessionStore(address);

        var whole = await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("hi"));
        var stream = await Assert.ThrowsAsync<AgentException>(async () => await session.StreamAsync("hi").ToListAsync());
        var stored = await Assert.ThrowsAsync<SessionStoreException>(async () => await store.AddMessageAsync("s1", "user", "hi"));

        Assert.All(new Exception[] { whole, stream, stored }, failure => Assert.Contains("was reached, but its answer was cut off", failure.Message, StringComparison.Ordinal));
        Assert.All([whole, stream], static failure => Assert.Equal((AgentFailure.Incomplete, true), (failure.Failure, failure.IsTransient)));
        Assert.True(stored.IsTransient);
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task A_server_that_speaks_no_http_and_one_that_is_not_there_are_told_apart()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        var serving = CutOffAsync(listener, "SSH-2.0-OpenSSH_9.6\r\n\r\n"u8.ToArray());
        using var session = new RemoteSession($"http://{listener.LocalEndpoint}", "s1");

        Assert.Contains("not as a bot host does", (await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("hi"))).Message, StringComparison.Ordinal);
        listener.Stop();
        await serving;
        Assert.Contains("cannot be reached", (await Assert.ThrowsAsync<AgentException>(() => session.ChatAsync("hi"))).Message, StringComparison.Ordinal);
    }

    // Reads a request whole before it answers: a connection that is closed with unread bytes is reset, and what was sent may be lost with it.
    private static async Task CutOffAsync(System.Net.Sockets.TcpListener listener, byte[] sent)
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync();
                var stream = client.GetStream();
                var (buffer, read) = (new byte[16_384], 0);
                while (!IsWhole(System.Text.Encoding.ASCII.GetString(buffer, 0, read))) read += await stream.ReadAsync(buffer.AsMemory(read));
                await stream.WriteAsync(sent);
            }
        }
        catch (System.Net.Sockets.SocketException)
        {
            // The test is over.
        }

        static bool IsWhole(string request)
        {
            var length = System.Text.RegularExpressions.Regex.Match(request, @"Content-Length: (\d+)");
            var head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            return head > 0 && length.Success && request.Length >= head + 4 + int.Parse(length.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        }
    }

    [Fact]
    public async Task A_server_that_does_not_stream_streams_its_whole_answer()
    {
        await using var server = await AnswerAsync(200, "application/json", """{"response":"whole"}""");
        using var session = new RemoteSession(server.Urls.First(), "s1");

        Assert.Equal(["whole"], await session.StreamAsync("hi").ToListAsync());
    }

    [Theory]
    [InlineData("secret-word\n")]
    [InlineData("secret-word ")]
    [InlineData("secret\nword")]
    [InlineData("ключ-secret-word")]
    public void A_key_that_no_header_can_carry_is_refused_and_not_shown(string key)
    {
        var remote = Assert.Throws<ArgumentException>(() => new RemoteSession("127.0.0.1:1", "s1", new() { Key = key }));
        var store = Assert.Throws<ArgumentException>(() => new HttpSessionStore("127.0.0.1:1", key));

        Assert.StartsWith("RemoteSessionOptions.Key ", remote.Message, StringComparison.Ordinal);
        Assert.StartsWith("key ", store.Message, StringComparison.Ordinal);
        Assert.All([remote.ToString(), store.ToString()], static text => Assert.DoesNotContain("secret", text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(60)]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_time_out_that_is_none_is_refused_by_the_name_of_its_option(int days)
    {
        var remote = Assert.Throws<ArgumentException>(() => new RemoteSession("127.0.0.1:1", "s1", new() { Timeout = TimeSpan.FromDays(days) }));
        var store = Assert.Throws<ArgumentException>(() => new HttpSessionStore("127.0.0.1:1", timeout: TimeSpan.FromDays(days)));

        Assert.StartsWith("RemoteSessionOptions.Timeout is ", remote.Message, StringComparison.Ordinal);
        Assert.StartsWith("timeout is ", store.Message, StringComparison.Ordinal);
        foreach (var right in new[] { TimeSpan.FromDays(24), Timeout.InfiniteTimeSpan, TimeSpan.FromMilliseconds(1) })
        {
            new RemoteSession("127.0.0.1:1", "s1", new() { Timeout = right }).Dispose();
            new HttpSessionStore("127.0.0.1:1", timeout: right).Dispose();
        }
    }

    private static async Task<WebApplication> AnswerAsync(int status, string type, string body)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        app.Run(async context =>
        {
            (context.Response.StatusCode, context.Response.ContentType) = (status, type);
            await context.Response.WriteAsync(body);
        });
        await app.StartAsync();
        return app;
    }
}
