using Bots.Adapters;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Intake;
using Bots.Fakes;
using Bots.Fakes.Telegram;
using Bots.Sessions;

namespace Bots.Adapters.Tests.Telegram;

public sealed class TelegramPollingTests
{
    [Fact]
    public async Task A_private_message_arrives_with_its_session_key()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.UserSays(12345, "My name is Alice");
        bed.Run();

        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the message");

        var message = bed.Sink.Messages[0];
        Assert.Equal(("bot_telegram_12345", "telegram_12345", "My name is Alice"), (message.SessionKey, message.UserId, message.Text));
        Assert.Equal("12345", message.Address.ChatId);
        Assert.Equal(AdapterHealth.Up, bed.Sink.Health);
        Assert.Contains("@test_bot", bed.Sink.States[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_poll_is_a_sign_of_life_and_says_within_what_time_the_next_comes()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();

        // Polls that bring nothing are signs as well.
        await bed.AdvanceUntilAsync(() => bed.Sink.States.Count(static state => state.Health == AdapterHealth.Up) >= 3, "three polls");

        Assert.All(bed.Sink.States, static state => Assert.True(state.NextWithin > TimeSpan.FromSeconds(120), $"{state.NextWithin} is less than the poll's own watchdog takes"));
    }

    [Fact]
    public async Task Updates_are_confirmed_only_after_they_are_stored()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Sink.Failure = new SessionStoreException("The disk is full.") { IsTransient = true };
        bed.Fake.UserSays(1, "one");
        bed.Fake.UserSays(1, "two");
        bed.Run();

        await bed.AdvanceUntilAsync(() => bed.Sink.Batches >= 3, "several attempts");
        Assert.Equal(2, bed.Fake.Updates.Waiting.Count);
        Assert.Equal(AdapterHealth.Paused, bed.Sink.Health);

        bed.Sink.Failure = null;
        await bed.AdvanceUntilAsync(() => bed.Fake.Updates.Waiting.Count == 0, "the confirmation");
        Assert.Equal(["one", "two"], bed.Sink.Messages.Select(static message => message.Text));
    }

    [Fact]
    public async Task A_malformed_update_stops_nothing()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Updates.PushRaw("""{"update_id":$ID,"message":{"message_id":"seven","chat":[]}}""");
        bed.Fake.Updates.PushRaw("""{"update_id":$ID,"message":17}""");
        bed.Fake.Updates.PushRaw("""{"update_id":$ID,"what_is_this":{"a":[1,2,{"b":null}]}}""");
        bed.Fake.Updates.PushRaw("""{"update_id":$ID,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"\ud83d"},"text":"half \udc4d a \ud83d\udc4d pair"}}""");
        bed.Fake.UserSays(1, "still there");
        bed.Run();

        await bed.AdvanceUntilAsync(() => bed.Fake.Updates.Waiting.Count == 0, "the confirmation");

        Assert.Equal(["half \ufffd a 👍 pair", "still there"], bed.Sink.Messages.Select(static message => message.Text));
    }

    [Theory]
    [InlineData(62)]
    [InlineData(50_000)]
    public async Task An_update_nested_as_deeply_as_it_likes_costs_nobody_anything(int depth)
    {
        await using var bed = await TelegramBed.StartAsync();
        var nested = new string('[', depth) + new string(']', depth);
        bed.Fake.Updates.PushRaw("""{"update_id":$ID,"message":{"message_id":1,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"first_name":"A"},"text":"deep","new":""" + nested + "}}");
        bed.Fake.UserSays(1, "still there");
        bed.Run();

        await bed.AdvanceUntilAsync(() => bed.Fake.Updates.Waiting.Count == 0, "the confirmation");

        Assert.Equal(["deep", "still there"], bed.Sink.Messages.Select(static message => message.Text));
        Assert.DoesNotContain(bed.Sink.States, static state => state.Health == AdapterHealth.Retrying);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_is_no_failure_of_the_network()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Updates.PushRaw("""{"update_id":$ID,"message":}""");
        bed.Run();

        await bed.AdvanceUntilAsync(() => bed.Sink.Health == AdapterHealth.Retrying, "the report");

        Assert.Contains("cannot be read;", bed.Sink.States[^1].Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("check the network", bed.Sink.States[^1].Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rejected_token_is_reported_with_what_to_do_and_never_shown()
    {
        await using var bed = await TelegramBed.StartAsync(static options => options.Token = "1:another-secret");
        bed.Run();

        await bed.AdvanceUntilAsync(() => bed.Sink.Health == AdapterHealth.Failed, "the report");

        var detail = bed.Sink.States[^1].Detail;
        Assert.Contains("Bots:telegram:Token", detail, StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret", detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_that_works_again_is_noticed()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Faults.Next("getMe", Fault.Error(401, "Unauthorized"));
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Failed, "the report");

        await bed.AdvanceUntilAsync(() => bed.Sink.Health == AdapterHealth.Up, "the recovery", stepSeconds: 10);
    }

    [Fact]
    public async Task A_second_poller_is_explained_and_outlasted()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Faults.Next("getUpdates", Fault.Error(409, "Conflict: terminated by other getUpdates request"), times: 10);
        bed.Fake.UserSays(1, "hello");
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Retrying, "the report");
        var since = bed.Clock.GetUtcNow();

        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == 1, "the message", stepSeconds: 5);

        Assert.Contains("Somebody else", bed.Sink.States.First(static state => state.Health == AdapterHealth.Retrying).Detail, StringComparison.Ordinal);
        Assert.True(bed.Clock.GetUtcNow() - since >= TimeSpan.FromSeconds(2 + 3 + 5 + 10 + 15 + 25 + 35 + 45 + 55 + 55));
    }

    [Fact]
    public void A_former_host_whose_last_poll_was_not_over_is_followed_within_seconds_and_a_second_one_not_pestered()
    {
        var trouble = new PollTrouble();

        var waits = Enumerable.Range(0, 10).Select(_ => trouble.After(new TelegramApiException(409, "Conflict"), "telegram").Wait.TotalSeconds).ToList();

        Assert.Equal([2, 3, 5, 10, 15, 25, 35, 45, 55, 55], waits);
    }

    [Fact]
    public async Task A_stale_webhook_is_removed()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.WebhookUrl = "https://old.example/hook";
        bed.Fake.UserSays(1, "hello");
        bed.Run();

        await Eventually.TrueAsync(() => bed.Sink.Messages.Count == 1, "the message");

        Assert.Null(bed.Fake.WebhookUrl);
    }

    [Fact]
    public async Task The_server_is_waited_for_as_long_as_it_asks()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Faults.Next("getUpdates", Fault.TooMany(90));
        bed.Fake.UserSays(1, "hello");
        bed.Run();
        await Eventually.TrueAsync(() => bed.Sink.Health == AdapterHealth.Retrying, "the report");
        var since = bed.Clock.GetUtcNow();

        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == 1, "the message", stepSeconds: 5);

        Assert.True(bed.Clock.GetUtcNow() - since >= TimeSpan.FromSeconds(90));
    }

    [Theory]
    [InlineData(502, "<html>Bad Gateway</html>")]
    [InlineData(200, "not json")]
    [InlineData(200, "{\"ok\":true}")]
    [InlineData(500, "{\"ok\":false,\"error_code\":500,\"description\":\"Internal Server Error\"}")]
    public async Task An_answer_that_is_none_is_retried(int status, string body)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Faults.Next("getUpdates", new Fault.Raw(status, body), times: 2);
        bed.Fake.Faults.Next("getUpdates", new Fault.Cut(Done: false), times: 2);
        bed.Fake.UserSays(1, "hello");
        bed.Run();

        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == 1, "the message", stepSeconds: 5);

        Assert.DoesNotContain(bed.Sink.States, state => state.Detail.Contains(bed.Fake.Token, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_poll_that_shows_no_life_is_started_anew()
    {
        await using var bed = await TelegramBed.StartAsync();
        var never = new TaskCompletionSource();
        bed.Fake.Faults.Next("getUpdates", new Fault.Hold(never.Task));
        bed.Fake.UserSays(1, "hello");
        bed.Run();
        await Eventually.TrueAsync(() => bed.Fake.CallsOf("getUpdates").Count == 1, "the first poll");

        await bed.AdvanceUntilAsync(() => bed.Sink.Messages.Count == 1, "the message", stepSeconds: 5);

        never.SetResult();
    }

    [Fact]
    public async Task Polls_say_which_updates_they_want()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Run();

        await Eventually.TrueAsync(() => bed.Fake.CallsOf("getUpdates").Count >= 2, "polls");

        var asked = bed.Fake.CallsOf("getUpdates")[^1].Request;
        Assert.Contains("message", asked.Text("allowed_updates"), StringComparison.Ordinal);
        Assert.Equal(50, asked.Number("timeout"));
        Assert.DoesNotContain(bed.Fake.Calls, static call => call.Request.Flag("drop_pending_updates"));
    }
}
