using System.Text.Json.Nodes;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Api;
using Bots.Fakes;
using Bots.Fakes.Discord;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Discord.Api;

public sealed class DiscordClientTests : IAsyncLifetime
{
    private const string Create = "POST /channels/{channel_id}/messages";

    private readonly TestClock _clock = new();
    private FakeDiscord _fake = null!;
    private DiscordHttp _http = null!;
    private DiscordClient _client = null!;

    public async Task InitializeAsync()
    {
        _fake = await FakeDiscord.StartAsync(new() { Time = _clock });
        _http = DiscordSetup.HttpFor(_fake, _clock);
        _client = new(_http);
    }

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _fake.DisposeAsync();
        DiscordSetup.AssertBehaved(_fake);
    }

    [Fact]
    public async Task A_created_message_pings_nobody_and_carries_an_enforced_nonce()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());

        await CreateAsync(channel.Id, "@everyone hello", "17");

        var body = JsonNode.Parse(_fake.Requests.Single().Body)!;
        Assert.Equal(("17", true, "[]"), ((string?)body["nonce"], (bool?)body["enforce_nonce"], body["allowed_mentions"]!["parse"]!.ToJsonString()));
    }

    [Fact]
    public async Task Creating_again_with_the_same_nonce_shows_one_message()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        _fake.Rest.LoseAnswer(Create);
        await Assert.ThrowsAsync<DiscordApiException>(() => CreateAsync(channel.Id, "hello", "17"));

        var again = await CreateAsync(channel.Id, "hello", "17");

        Assert.Equal([again.Id], channel.Messages.Select(static message => message.Id));
    }

    [Fact]
    public async Task A_file_is_uploaded_with_its_text()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());

        await _client.CreateAsync(channel.Id, new("see", "1"), new("answer.md", "# Grüße"), Urgency.Final, default);

        Assert.Equal(("answer.md", "# Grüße"), (channel.Messages[0].Files[0].Name, System.Text.Encoding.UTF8.GetString(channel.Messages[0].Files[0].Content)));
    }

    [Fact]
    public async Task Messages_after_another_come_oldest_first()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        var ann = _fake.AddUser("Ann");
        var first = _fake.UserSays(channel, ann, "1");
        _fake.UserSays(channel, ann, "2");
        _fake.UserSays(channel, ann, "3");

        var after = await _client.ListAfterAsync(channel.Id, first.Id, 100, default);

        Assert.Equal(["2", "3"], after.Messages.Select(static message => message.Content));
        Assert.Equal((channel.Messages[^1].Id, true), (after.NewestId, after.IsLast));
    }

    [Fact]
    public async Task A_refusal_tells_its_code()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        channel.Refusal = 50013;

        var refused = await Assert.ThrowsAsync<DiscordApiException>(() => CreateAsync(channel.Id, "hello", "1"));

        Assert.Equal((403, 50013, "Missing Permissions"), (refused.Status, refused.Code, refused.Description));
    }

    [Fact]
    public async Task A_page_of_a_proxy_is_an_outage()
    {
        _fake.Rest.Fail(502);

        var failed = await Assert.ThrowsAsync<DiscordApiException>(() => _client.GetGatewayAsync(default));

        Assert.True(failed.IsOutage);
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_is_an_outage()
    {
        using var http = new DiscordHttp(new() { Token = "secret-token", BaseUrl = "http://127.0.0.1:1" }, _clock, NullLogger.Instance);

        var failed = await Assert.ThrowsAsync<DiscordApiException>(() => new DiscordClient(http).GetGatewayAsync(default));

        Assert.Equal((0, true), (failed.Status, failed.IsOutage));
        Assert.DoesNotContain("secret-token", failed.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Twenty_messages_to_one_channel_never_run_into_its_limit()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        await using var pump = new ClockPump(_clock, stepMilliseconds: 20);

        for (var i = 0; i < 20; i++) await CreateAsync(channel.Id, $"{i}", $"{i}");

        Assert.Equal(Enumerable.Range(0, 20).Select(static i => $"{i}"), channel.BotTexts);
        Assert.Equal(0, _fake.Rest.Overruns);
    }

    [Theory]
    [InlineData("user")]
    [InlineData("global")]
    [InlineData("shared")]
    public async Task A_limit_of_any_scope_is_waited_out(string scope)
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        _fake.Rest.Limit(scope, TimeSpan.FromSeconds(3), Create, times: 2);
        var start = _clock.GetUtcNow();
        await using var pump = new ClockPump(_clock, stepMilliseconds: 20);

        await CreateAsync(channel.Id, "patient", "1");

        Assert.True(_clock.GetUtcNow() - start >= TimeSpan.FromSeconds(6));
        Assert.Equal(["patient"], channel.BotTexts);
    }

    [Fact]
    public async Task A_longer_limit_is_the_callers_to_wait()
    {
        var channel = _fake.AddChannel(_fake.AddGuild());
        _fake.Rest.Limit("user", TimeSpan.FromMinutes(20), Create);

        var refused = await Assert.ThrowsAsync<DiscordApiException>(() => CreateAsync(channel.Id, "patient", "1"));

        Assert.Equal((429, TimeSpan.FromMinutes(20)), (refused.Status, refused.RetryAfter));
    }

    [Fact]
    public void Options_have_the_documented_defaults()
    {
        var options = new DiscordOptions();

        Assert.Equal(("https://discord.com/api/v10", 1, true, 1200, 30), (options.BaseUrl, options.Shards, options.RequireMention, options.PreviewIntervalMilliseconds, options.PreviewFirstCharacters));
        Assert.Equal((DiscordScope.User, 100, 100, false, 8, 30), (options.Scope, options.BackfillChannels, options.BackfillMessages, options.MessageContentIntent, options.MostMessages, options.RequestTimeoutSeconds));
    }

    private Task<DiscordMessage> CreateAsync(string channel, string text, string nonce) => _client.CreateAsync(channel, new(text, nonce), null, Urgency.Final, default);
}
