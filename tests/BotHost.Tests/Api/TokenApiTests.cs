using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Bots.Sessions;
using Bots.Sessions.Memory;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests.Api;

/// <summary>What <c>/tokens</c> says is so.</summary>
public sealed class TokenApiTests
{
    private const string Key = "a key that is long enough";
    private const string Signing = "a signing key of at least thirty-two bytes";

    [Theory]
    [InlineData("{}", "\"token\"")]
    [InlineData("""{"sessionId":"demo"}""", "\"sessionId\"")]
    [InlineData("""{"token":"","session_id":"demo"}""", "one of the two")]
    [InlineData("""{"token":"TOKEN","session_id":"demo"}""", "one of the two")]
    [InlineData("""{"token":""}""", "not whole")]
    [InlineData("""{"token":"CUT"}""", "not whole")]
    [InlineData("""{"token":5}""", "\"token\"")]
    [InlineData("""{"session_id":""}""", "\"session_id\"")]
    [InlineData("""{"session_id":"demo","user_id":"alice"}""", "There is no field \"user_id\"; there are token, session_id")]
    [InlineData("""{"token":"TOKEN","user_id":"alice"}""", "There is no field \"user_id\"; there are token, session_id")]
    [InlineData("""{"session_id":"demo","lifetime_seconds":60}""", "There is no field \"lifetime_seconds\"")]
    [InlineData("""{"session_id":"demo","session_id":"other"}""", "stands there twice")]
    public async Task What_cannot_be_understood_revokes_nothing_and_says_so(string request, string reason)
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);
        var token = await TokenAsync(owner);

        var (status, answer) = await SendAsync(owner, HttpMethod.Delete, "/tokens", request.Replace("TOKEN", token, StringComparison.Ordinal).Replace("CUT", token[..^3], StringComparison.Ordinal));

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, await UseAsync(host, token));
    }

    [Fact]
    public async Task Revoking_says_what_was_revoked()
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);
        var (one, other) = (await TokenAsync(owner), await TokenAsync(owner));

        var first = await SendAsync(owner, HttpMethod.Delete, "/tokens", JsonSerializer.Serialize(new { token = one }));
        Assert.Equal((HttpStatusCode.OK, "token", "demo"), (first.Status, first.Answer.GetProperty("revoked").GetString(), first.Answer.GetProperty("session_id").GetString()));
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (await UseAsync(host, one), await UseAsync(host, other)));

        var all = await SendAsync(owner, HttpMethod.Delete, "/tokens", """{"session_id":"demo"}""");
        Assert.Equal((HttpStatusCode.OK, "session", "demo"), (all.Status, all.Answer.GetProperty("revoked").GetString(), all.Answer.GetProperty("session_id").GetString()));
        Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(host, other));
    }

    [Fact]
    public async Task Revoking_again_says_that_nothing_was_left_to_revoke_and_of_which_session()
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);
        var (one, other) = (await TokenAsync(owner), await TokenAsync(owner));
        await SendAsync(owner, HttpMethod.Delete, "/tokens", JsonSerializer.Serialize(new { token = one }));
        await SendAsync(owner, HttpMethod.Delete, "/tokens", """{"session_id":"demo"}""");

        foreach (var token in new[] { one, other })
        {
            var (status, answer) = await SendAsync(owner, HttpMethod.Delete, "/tokens", JsonSerializer.Serialize(new { token }));

            Assert.Equal((HttpStatusCode.OK, "nothing", "demo"), (status, answer.GetProperty("revoked").GetString(), answer.GetProperty("session_id").GetString()));
            Assert.Contains("already", answer.GetProperty("reason").GetString(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"session_id":"demo","lifetime_seconds":60,"token":"x"}""", "There is no field \"token\"; there are session_id, user_id, lifetime_seconds")]
    [InlineData("""{"session_id":"demo","lifetime_seconds":60,"lifetime_seconds":600}""", "\"lifetime_seconds\"")]
    [InlineData("""{"session_id":"demo","lifetime_seconds":60,"user_id":5}""", "\"user_id\"")]
    [InlineData("""{"session_id":"demo","lifetime_seconds":60,"a name":5}""", "a name")]
    public async Task Issuing_takes_only_its_own_fields_each_once(string request, string reason)
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);

        var (status, answer) = await SendAsync(owner, HttpMethod.Post, "/tokens", request);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(reason, answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_revoked_token_stays_revoked_after_a_restart_and_one_of_a_memory_store_ends_with_the_process()
    {
        using var folder = new Bots.HostUnderTest.TempFolder();
        foreach (var lasts in new[] { true, false })
        {
            string revoked, other;
            await using (var store = await OpenAsync(lasts))
            await using (var host = await StartAsync(store.Sessions))
            {
                using var owner = host.Client(Key);
                (revoked, other) = (await TokenAsync(owner), await TokenAsync(owner));
                await SendAsync(owner, HttpMethod.Delete, "/tokens", JsonSerializer.Serialize(new { token = revoked }));
            }

            await using var again = await OpenAsync(lasts);
            await using var restarted = await StartAsync(again.Sessions);
            Assert.Equal(HttpStatusCode.Unauthorized, await UseAsync(restarted, revoked));
            Assert.Equal(lasts ? HttpStatusCode.OK : HttpStatusCode.Unauthorized, await UseAsync(restarted, other));
        }

        Task<Opened> OpenAsync(bool lasts) => Task.FromResult(new Opened(lasts ? new SqliteSessionStore(Path.Combine(folder.Path, "tokens.db")) : new MemorySessionStore()));
    }

    [Theory]
    [InlineData("1e-8")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("1e300")]
    [InlineData("1e999")]
    [InlineData("NaN")]
    [InlineData("\"NaN\"")]
    [InlineData("\"60\"")]
    [InlineData("null")]
    public async Task A_lifetime_that_is_none_is_named(string lifetime)
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);

        var (status, answer) = await SendAsync(owner, HttpMethod.Post, "/tokens", $$"""{"session_id":"demo","lifetime_seconds":{{lifetime}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("lifetime_seconds", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_token_that_is_issued_works_and_other_users_are_refused_by_name()
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);
        foreach (var (session, user) in new[] { (new string('\u0001', 512), new string('"', 512)), (string.Concat(Enumerable.Repeat("😀", 128)), new string('u', 512)) })
            Assert.Equal(HttpStatusCode.OK, await UseAsync(host, await TokenAsync(owner, session, user), session));

        foreach (var user in new[] { new string('u', 513), new string('u', 4_000) })
        {
            var (status, answer) = await SendAsync(owner, HttpMethod.Post, "/tokens", JsonSerializer.Serialize(new { session_id = "demo", user_id = user, lifetime_seconds = 60 }));
            Assert.Equal(HttpStatusCode.BadRequest, status);
            Assert.Contains("user_id", answer.GetProperty("error").GetString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_misspelt_field_issues_no_token()
    {
        await using var host = await StartAsync(new MemorySessionStore());
        using var owner = host.Client(Key);

        var (status, answer) = await SendAsync(owner, HttpMethod.Post, "/tokens", """{"session_id":"demo","userId":"alice","lifetime_seconds":60}""");

        Assert.Equal((HttpStatusCode.BadRequest, true), (status, answer.GetProperty("error").GetString()!.Contains("\"userId\"", StringComparison.Ordinal)));
    }

    private static Task<ApiHost> StartAsync(ISessionStore store) => ApiHost.StartAsync(store, null, $"Api:Key={Key}", $"Api:TokenKeys:k1={Signing}", "Api:TokenKey=k1");

    private static async Task<string> TokenAsync(HttpClient owner, string session = "demo", string? user = null)
    {
        var (status, answer) = await SendAsync(owner, HttpMethod.Post, "/tokens", JsonSerializer.Serialize(new { session_id = session, user_id = user, lifetime_seconds = 60 }));
        Assert.Equal(HttpStatusCode.OK, status);
        return answer.GetProperty("token").GetString()!;
    }

    private static async Task<HttpStatusCode> UseAsync(ApiHost host, string token, string session = "demo")
    {
        using var holder = host.Client(token);
        return (await SendAsync(holder, HttpMethod.Post, "/agent", JsonSerializer.Serialize(new { query = "hi", session_id = session }))).Status;
    }

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(HttpClient client, HttpMethod method, string path, string json)
    {
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        using var response = await client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>());
    }

    private sealed class Opened(ISessionStore store) : IAsyncDisposable
    {
        public ISessionStore Sessions => store;

        public ValueTask DisposeAsync() => store is IAsyncDisposable disposable ? disposable.DisposeAsync() : ValueTask.CompletedTask;
    }
}
