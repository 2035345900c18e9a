using System.Net;
using System.Text.Json.Nodes;
using Bots.Adapters;
using Bots.Adapters.Telegram;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Telegram;

#pragma warning disable CA1001 // disposed by IAsyncLifetime
public sealed class TelegramWebhookTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-more-than-16";

    private readonly CancellationTokenSource _stop = new();
    private readonly TestClock _clock = new();
    private readonly RecordingSink _sink = new();
    private FakeTelegram _fake = null!;
    private TelegramAdapter _adapter = null!;
    private WebApplication _app = null!;
    private FakeWebhook _telegram = null!;
    private Task _running = Task.CompletedTask;

    public async Task InitializeAsync()
    {
        _fake = await FakeTelegram.StartAsync();
        _adapter = Adapter("telegram", _fake);
        _app = await ServeAsync(_adapter);
        _telegram = new(_fake, _app.Urls.First());
        _running = _adapter.RunAsync(_sink, _stop.Token);
        await Eventually.TrueAsync(() => _sink.Health == AdapterHealth.Up, "the webhook");
    }

    public async Task DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _telegram.Dispose();
        _adapter.Dispose();
        await _app.DisposeAsync();
        await _fake.DisposeAsync();
        _stop.Dispose();
        Assert.Empty(_fake.Violations);
    }

    [Fact]
    public async Task The_rest_of_a_text_in_a_group_that_the_store_refused_at_first_comes_in_when_it_is_sent_again()
    {
        var mention = new JsonArray(new JsonObject { ["type"] = "mention", ["offset"] = 0, ["length"] = "@test_bot".Length });
        _fake.Sends(-1_000_000_000_055, 7, new JsonObject { ["date"] = 1_700_000_000, ["text"] = "@test_bot summarise: " + new string('a', 4070), ["entities"] = mention });
        await _telegram.SendAllAsync();
        _fake.Sends(-1_000_000_000_055, 7, new JsonObject { ["date"] = 1_700_000_000, ["text"] = "the rest" });

        _sink.Failure = new SessionStoreException("down");
        await _telegram.SendAllAsync(attempts: 1);
        _sink.Failure = null;
        await _telegram.SendAllAsync();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK], _telegram.Answers);
        Assert.Equal("the rest", _sink.Messages[^1].Text);
        Assert.Equal(2, _sink.Messages.Count);
    }

    [Fact]
    public async Task Updates_come_in_and_are_answered_once_stored()
    {
        _fake.UserSays(7, "hello");
        _fake.UserSays(7, "again");

        await _telegram.SendAllAsync();

        Assert.Equal(["hello", "again"], _sink.Messages.Select(static message => message.Text));
        Assert.Equal("https://bots.example.org/telegram/telegram", _fake.WebhookUrl);
        Assert.Empty(_fake.CallsOf("getUpdates"));
        Assert.DoesNotContain(_fake.Calls, static call => call.Request.Flag("drop_pending_updates"));
    }

    [Fact]
    public async Task While_the_store_is_down_Telegram_is_told_to_come_again()
    {
        _fake.UserSays(7, "hello");
        _sink.Failure = new SessionStoreException("The disk is full.");

        await _telegram.SendAllAsync(attempts: 3);
        Assert.Equal([HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable, HttpStatusCode.ServiceUnavailable], _telegram.Answers);
        Assert.Single(_fake.Updates.Waiting);

        _sink.Failure = null;
        await _telegram.SendAllAsync();
        Assert.Equal("hello", Assert.Single(_sink.Messages).Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("another-secret-of-16")]
    [InlineData("a-secret-of-more-than-1")]
    [InlineData("a-secret-of-more-than-16-and-more")]
    public async Task Nobody_else_can_write(string secret)
    {
        Assert.Equal(HttpStatusCode.Unauthorized, await _telegram.SendAsync("""{"update_id":1}""", secret));
        Assert.Empty(_sink.Messages);
    }

    [Theory]
    [InlineData("this is no json", HttpStatusCode.BadRequest)]
    [InlineData("", HttpStatusCode.BadRequest)]
    [InlineData("""{"update_id":7,"message":17}""", HttpStatusCode.OK)]
    [InlineData("""{"update_id":7,"poll":{}}""", HttpStatusCode.OK)]
    public async Task A_body_that_helps_nobody_is_not_sent_for_ever(string body, HttpStatusCode status) => Assert.Equal(status, await _telegram.SendAsync(body));

    [Fact]
    public async Task A_body_nested_as_deeply_as_it_likes_is_taken_in()
    {
        var nested = new string('[', 5_000) + new string(']', 5_000);

        Assert.Equal(HttpStatusCode.OK, await _telegram.SendAsync(
            """{"update_id":7,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"A"},"text":"deep","x":""" + nested + "}}"));

        Assert.Equal("deep", Assert.Single(_sink.Messages).Text);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await _telegram.SendAsync($$"""{"update_id":7,"x":"{{new string('x', 1_100_000)}}"}"""));

    [Fact]
    public async Task A_webhook_that_was_taken_over_is_set_back()
    {
        _fake.WebhookUrl = "https://thief.example/hook";

        await Eventually.TrueAsync(
            () =>
            {
                _clock.Advance(TimeSpan.FromMinutes(1));
                return _fake.WebhookUrl == "https://bots.example.org/telegram/telegram";
            },
            "the own address");
    }

    [Fact]
    public async Task A_stopped_host_takes_nothing_in()
    {
        await _stop.CancelAsync();
        await _running;

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await _telegram.SendAsync("""{"update_id":1}"""));
    }

    [Fact]
    public async Task Several_bots_share_one_host_each_with_its_own_secret()
    {
        await using var otherFake = await FakeTelegram.StartAsync();
        using var other = Adapter("support", otherFake, "the-other-secret-of-it");
        await using var app = await ServeAsync(_adapter, other);
        var sink = new RecordingSink();
        using var stop = new CancellationTokenSource();
        var running = other.RunAsync(sink, stop.Token);
        await Eventually.TrueAsync(() => sink.Health == AdapterHealth.Up, "the second webhook");
        using var telegram = new FakeWebhook(otherFake, app.Urls.First());
        otherFake.UserSays(7, "help me");

        await telegram.SendAllAsync();

        Assert.Equal("bot_telegram-support_7", Assert.Single(sink.Messages).SessionKey);
        Assert.Equal(HttpStatusCode.Unauthorized, await telegram.SendAsync("""{"update_id":1}""", Secret));
        await stop.CancelAsync();
        await running;
    }

    [Theory]
    [InlineData("", Secret, "WebhookUrl")]
    [InlineData("bots.example.org", Secret, "WebhookUrl")]
    [InlineData("https://bots.example.org", "", "WebhookSecret")]
    [InlineData("https://bots.example.org", "short", "WebhookSecret")]
    [InlineData("https://bots.example.org", "with spaces in the secret", "WebhookSecret")]
    public void A_webhook_without_address_or_secret_does_not_start(string url, string secret, string wrong)
    {
        var options = new TelegramOptions { Token = "1:x", Mode = TelegramMode.Webhook, WebhookUrl = url, WebhookSecret = secret };

        Assert.Equal([wrong], options.Validate(new(options)).SelectMany(static problem => problem.MemberNames));
    }

    private TelegramAdapter Adapter(string name, FakeTelegram fake, string secret = Secret) => new(
        name,
        new TelegramOptions { Token = fake.Token, BaseUrl = fake.BaseUrl, Mode = TelegramMode.Webhook, WebhookUrl = "https://bots.example.org/", WebhookSecret = secret },
        _clock, NullLogger<TelegramAdapter>.Instance);

    private static async Task<WebApplication> ServeAsync(params TelegramAdapter[] adapters)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        var app = builder.Build();
        app.MapTelegramWebhooks(adapters);
        await app.StartAsync();
        return app;
    }
}
