using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Interactions;
using Bots.Fakes;
using Bots.Fakes.Discord.World;
using Bots.Sessions.Delivery;

namespace Bots.Adapters.Tests.Discord.Interactions;

public sealed class InteractionTests : IAsyncLifetime
{
    private static readonly DiscordCommand[] Commands =
    [
        new("help", "Says what the bot can do"),
        new("history", "Shows the last messages") { Argument = "count", IsPrivate = true },
        new("switch", "Goes on with another conversation")
        {
            Argument = "session", ArgumentRequired = true,
            Complete = static (typed, _) => ValueTask.FromResult<IReadOnlyList<string>>([.. Enumerable.Range(0, 30).Select(i => $"{typed.Message.SessionKey}:{typed.Message.UserId}:{typed.Typed}:{i}")]),
        },
    ];

    private DiscordBed _bed = null!;

    public async Task InitializeAsync()
    {
        _bed = await DiscordBed.ConnectedAsync(static options => options.Commands = Commands);
        // A first response has 3 s.
        _bed.SlowDown();
    }

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task Commands_are_registered_once_and_again_only_when_something_differs()
    {
        await Eventually.TrueAsync(() => _bed.Fake.Commands().Count == 3, "commands");
        await RestartAsync();
        Assert.Equal(3, Writes);

        _bed.Options.Commands = [.. Commands, new("new", "Begins anew")];
        await RestartAsync();

        await Eventually.TrueAsync(() => _bed.Fake.Commands().Count == 4, "one more command");
        Assert.Equal(4, Writes);
    }

    [Fact]
    public async Task Commands_of_a_guild_are_registered_there()
    {
        _bed.Options.CommandGuildId = _bed.Channel.Guild!.Id;
        await RestartAsync();

        await Eventually.TrueAsync(() => _bed.Fake.Commands(_bed.Channel.Guild).Count == 3, "commands of the guild");
    }

    [Fact]
    public async Task A_command_is_taken_in_deferred_and_answered_in_its_place()
    {
        var run = _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "help");
        var message = await AcceptedAsync("/help");
        await Eventually.TrueAsync(() => run.ResponseType is not null, "a first response");
        Assert.Equal((5, false), (run.ResponseType, run.IsEphemeral));

        var outcome = await AnswerAsync(message, "I can help");

        Assert.IsType<DeliveryOutcome.Delivered>(outcome);
        Assert.Equal(["I can help"], _bed.Channel.BotTexts);
    }

    [Fact]
    public async Task A_private_command_is_answered_to_its_user_alone()
    {
        var run = _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "history", ("count", "5"));
        var message = await AcceptedAsync("/history 5");

        await AnswerAsync(message, string.Join("\n\n", Enumerable.Range(0, 3).Select(static i => new string('x', 1500))));

        Assert.True(run.IsEphemeral);
        Assert.Equal(3, _bed.Channel.Messages.Count(static message => message.IsEphemeral));
        Assert.False(message.IsGroup);
    }

    [Fact]
    public async Task The_answer_grows_in_the_place_of_the_command()
    {
        var run = _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "help");
        var message = await AcceptedAsync("/help");
        await Eventually.TrueAsync(() => run.ResponseType is not null, "a first response");
        await using var stream = _bed.Adapter.OpenReply(message, null, static (_, _) => default);

        stream.Append("An answer that is long enough to be shown");
        await Eventually.TrueAsync(() => run.Original!.Content.Length > 0, "a preview");
        await AnswerAsync(message, "The answer", await stream.CompleteAsync(default));

        Assert.Equal(["The answer"], _bed.Channel.BotTexts);
        Assert.Equal(0, _bed.Channel.Typings);
    }

    [Fact]
    public async Task After_15_minutes_the_answer_comes_as_a_message()
    {
        _bed.Clock.Advance(TimeSpan.FromMinutes(1));
        _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "help");
        var message = await AcceptedAsync("/help");
        await Eventually.TrueAsync(() => _bed.Channel.Messages.Count == 1, "a first response");
        _bed.Clock.Advance(TimeSpan.FromMinutes(16));

        await AnswerAsync(message, "late");
        await AnswerAsync(message, "later");

        Assert.Equal(["", "late", "later"], _bed.Channel.BotTexts);
    }

    [Fact]
    public async Task A_private_answer_that_comes_too_late_is_not_shown_to_everyone()
    {
        _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "history");
        var message = await AcceptedAsync("/history");
        await Eventually.TrueAsync(() => _bed.Channel.Messages.Count == 1, "a first response");
        _bed.Clock.Advance(TimeSpan.FromMinutes(16));

        Assert.IsType<DeliveryOutcome.Parked>(await AnswerAsync(message, "secret"));

        Assert.DoesNotContain("secret", _bed.Channel.BotTexts);
    }

    [Fact]
    public async Task A_first_response_that_fails_leaves_the_answer_to_a_message()
    {
        _bed.Fake.Rest.Fail(404, "/callback", code: 10062);
        _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "help");
        var message = await AcceptedAsync("/help");
        await Eventually.TrueAsync(() => _bed.Fake.Rest.PendingFaults == 0, "the failure");

        await AnswerAsync(message, "I can help");

        Assert.Equal(["I can help"], _bed.Channel.BotTexts);
    }

    [Theory]
    [InlineData(502)]
    [InlineData(500)]
    public async Task A_first_response_that_an_outage_kept_away_is_given_again(int status)
    {
        _bed.Fake.Rest.Fail(status, "/callback");
        var run = _bed.Fake.UserRuns(_bed.Channel, _bed.Ann, "history");
        var message = await AcceptedAsync("/history");

        await Eventually.TrueAsync(() =>
        {
            _bed.Clock.Advance(TimeSpan.FromMilliseconds(50));
            return run.ResponseType is not null;
        }, "a first response");
        await AnswerAsync(message, "what was said");

        Assert.True(run.IsEphemeral);
        Assert.Equal(0, _bed.Fake.Rest.PendingFaults);
    }

    [Fact]
    public async Task In_a_direct_conversation_a_private_answer_is_an_ordinary_one_that_stays()
    {
        var run = _bed.Fake.UserRuns(_bed.Dm, _bed.Ann, "history");
        var message = await AcceptedAsync("/history");

        await AnswerAsync(message, "what was said");

        Assert.False(run.IsEphemeral);
        Assert.Equal(["what was said"], _bed.Dm.BotTexts);
    }

    [Fact]
    public async Task Where_the_bot_is_a_guest_it_answers_by_the_interaction_alone()
    {
        _bed.Options.UserInstall = true;
        var elsewhere = _bed.Fake.AddForeignChannel();
        var run = _bed.Fake.UserRuns(elsewhere, _bed.Ann, "help");
        var message = await AcceptedAsync("/help");

        await AnswerAsync(message, string.Join("\n\n", Enumerable.Range(0, 3).Select(static i => $"{i}{new string('x', 1500)}")));
        Assert.Equal("012", string.Concat(elsewhere.BotTexts.SelectMany(static text => text.Where(char.IsDigit))));
        await AnswerAsync(message, string.Concat(Enumerable.Repeat("A sentence. ", 1_000)));

        Assert.Equal($"bot_discord_{_bed.Ann.Id}_chat_{elsewhere.Id}", message.SessionKey);
        Assert.Equal(2, run.FollowUps.Count);
        Assert.Contains("in the file", run.Original!.Content, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_guests_answer_that_comes_too_late_is_parked()
    {
        _bed.Options.UserInstall = true;
        _bed.Fake.UserRuns(_bed.Fake.AddForeignChannel(_bed.Channel.Guild), _bed.Ann, "help");
        var message = await AcceptedAsync("/help");
        _bed.Clock.Advance(TimeSpan.FromMinutes(16));

        Assert.IsType<DeliveryOutcome.Parked>(await AnswerAsync(message, "late"));
    }

    [Fact]
    public async Task Commands_for_users_say_where_they_can_be_used()
    {
        await Eventually.TrueAsync(() => Writes == 3, "registered");
        _bed.Options.UserInstall = true;
        await RestartAsync();
        await Eventually.TrueAsync(() => Writes == 6, "registered for users");
        await RestartAsync();

        Assert.Contains("\"integration_types\":[0,1],\"contexts\":[0,1,2]", _bed.Fake.Commands()[0].Json, StringComparison.Ordinal);
        Assert.Equal(6, Writes);
    }

    [Fact]
    public async Task Commands_for_users_can_be_taken_back()
    {
        await Eventually.TrueAsync(() => Writes == 3, "registered");
        _bed.Options.UserInstall = true;
        await RestartAsync();
        await Eventually.TrueAsync(() => Writes == 6, "registered for users");
        _bed.Options.UserInstall = false;
        await RestartAsync();
        await Eventually.TrueAsync(() => Writes == 9, "registered for servers alone");
        await RestartAsync();

        Assert.All(_bed.Fake.Commands(), static command => Assert.Contains("\"integration_types\":[0],\"contexts\":[0,1]", command.Json, StringComparison.Ordinal));
        Assert.Equal(9, Writes);
    }

    [Theory]
    [InlineData("")]
    [InlineData(",\"integration_types\":[0]")]
    [InlineData(",\"integration_types\":[0],\"contexts\":[1,0]")]
    public async Task What_was_registered_without_saying_where_is_not_written_again(string where)
    {
        await Eventually.TrueAsync(() => Writes == 3, "registered");
        _bed.Options.Commands = [new("help", "Says what the bot can do")];
        await RegisterAsync($$"""{"name":"help","description":"Says what the bot can do"{{where}}}""");
        await RestartAsync();
        await RestartAsync();

        Assert.Equal(4, Writes);
    }

    [Fact]
    public async Task What_was_registered_for_users_by_default_is_taken_back()
    {
        await Eventually.TrueAsync(() => Writes == 3, "registered");
        // As Discord fills it in for an application that users may install.
        await RegisterAsync("""{"name":"help","description":"Says what the bot can do","integration_types":[1,0]}""");
        await RestartAsync();

        await Eventually.TrueAsync(() => _bed.Fake.Commands().Single(static command => command.Name == "help").Json is var json
            && json.Contains("\"integration_types\":[0]", StringComparison.Ordinal) && json.Contains("\"contexts\":[0,1]", StringComparison.Ordinal), "taken back");
    }

    [Fact]
    public async Task Where_users_may_not_bring_the_bot_along_it_answers_nobody()
    {
        var elsewhere = _bed.Fake.AddForeignChannel();

        var run = _bed.Fake.UserRuns(elsewhere, _bed.Ann, "help");
        await Eventually.TrueAsync(() => run.ResponseType is not null, "a first response");
        _bed.Fake.UserSays(_bed.Dm, _bed.Ann, "hello");
        await _bed.AcceptedAsync("hello");

        Assert.Equal((4, true), (run.ResponseType, run.IsEphemeral));
        Assert.Equal(["hello"], _bed.Sink.Texts);
    }

    [Fact]
    public async Task What_is_being_typed_is_completed_with_at_most_25_values()
    {
        var typing = _bed.Fake.UserTypes(_bed.Dm, _bed.Ann, "switch", "session", "ab");

        await Eventually.TrueAsync(() => typing.Choices.Count > 0, "choices");

        Assert.Equal((25, $"bot_discord_{_bed.Ann.Id}:discord_{_bed.Ann.Id}:ab:0"), (typing.Choices.Count, typing.Choices[0]));
        Assert.Empty(_bed.Sink.Accepted);
    }

    [Fact]
    public async Task Commands_of_others_and_what_others_set_on_ours_stay()
    {
        await Eventually.TrueAsync(() => _bed.Fake.Commands().Count == 3, "commands");
        await RegisterAsync("""{"name":"Report","type":3,"default_member_permissions":8}""");
        await RegisterAsync("""{"name":"mine","description":"the operator's own"}""");
        await RegisterAsync("""{"name":"history","description":"An older text","default_member_permissions":8,"options":[]}""");
        await RegisterAsync("""{"name":"retired","description":"Was ours"}""");
        _bed.Options.KnownCommands = ["retired"];
        await RestartAsync();

        await Eventually.TrueAsync(() => _bed.Fake.Commands().All(static command => command.Name != "retired"), "the command is removed");
        Assert.Equal(["Report", "help", "history", "mine", "switch"], _bed.Fake.Commands().Select(static command => command.Name).Order(StringComparer.Ordinal));
        var ours = _bed.Fake.Commands().Single(static command => command.Name == "history").Json;
        Assert.Contains("Shows the last messages", ours, StringComparison.Ordinal);
        Assert.Contains("\"default_member_permissions\":8", ours, StringComparison.Ordinal);
        Assert.Contains("\"default_member_permissions\":8", _bed.Fake.Commands().Single(static command => command.Name == "Report").Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Commands_of_one_guild_take_the_place_of_the_global_ones()
    {
        await Eventually.TrueAsync(() => _bed.Fake.Commands().Count == 3, "commands");
        await RegisterAsync("""{"name":"mine","description":"the operator's own"}""");
        _bed.Options.CommandGuildId = _bed.Channel.Guild!.Id;
        await RestartAsync();

        await Eventually.TrueAsync(() => _bed.Fake.Commands().Count == 1, "the global ones are removed");
        Assert.Equal("mine", _bed.Fake.Commands()[0].Name);
        Assert.Equal(3, _bed.Fake.Commands(_bed.Channel.Guild).Count);
    }

    private int Writes => _bed.Fake.Requests.Count(static request => request.Route.EndsWith("/commands", StringComparison.Ordinal) && request.Route.StartsWith("POST", StringComparison.Ordinal))
        + _bed.Fake.Requests.Count(static request => request.Route.Contains("/commands/", StringComparison.Ordinal));

    private async Task RegisterAsync(string command)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_bed.Fake.BaseUrl}/applications/{_bed.Fake.ApplicationId}/commands") { Content = new StringContent(command, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bot {_bed.Fake.Token}");
        request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (https://bots.invalid, 1)");
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private async Task RestartAsync()
    {
        await _bed.StopAsync();
        var asked = Asked;
        _bed.Start();
        await Eventually.TrueAsync(() => Asked > asked, "asking for the commands");
        await _bed.UpAsync();
    }

    private int Asked => _bed.Fake.Requests.Count(static request => request.Route.StartsWith("GET", StringComparison.Ordinal) && request.Route.EndsWith("/commands", StringComparison.Ordinal));

    private async Task<InboundMessage> AcceptedAsync(string text)
    {
        await _bed.AcceptedAsync(text);
        return _bed.Sink.Accepted.Single(message => message.Text == text);
    }

    private async Task<DeliveryOutcome> AnswerAsync(InboundMessage message, string text, string? preview = null)
    {
        DeliveryOutcome? outcome = null;
        foreach (var (part, rendered) in _bed.Adapter.Render(message, new(text)).Index())
        {
            var entry = new OutboxEntry(Random.Shared.NextInt64(1 << 30), rendered with { PreviewId = part == 0 ? preview : null }) { CreatedAt = _bed.Clock.GetUtcNow() };
            outcome = await _bed.Adapter.DeliverAsync(entry, static (_, _) => default, default);
        }

        return outcome!;
    }
}
