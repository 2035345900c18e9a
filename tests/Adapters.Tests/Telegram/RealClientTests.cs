using System.Text;
using System.Text.Json.Nodes;
using Bots.Fakes;
using Bots.Fakes.Telegram;

namespace Bots.Adapters.Tests.Telegram;

/// <summary>The fake is believed only because clients that nobody here wrote find it to be what they know.</summary>
public sealed class RealClientTests
{
    [RealClientTheory]
    [InlineData("grammy.mjs")]
    [InlineData("telegraf.mjs")]
    public async Task A_real_client_finds_the_fake_to_be_the_server_it_knows(string script)
    {
        await using var fake = await FakeTelegram.StartAsync();
        await using var client = NodeClient.Start(script, fake.BaseUrl, fake.Token);
        Assert.Equal("test_bot", Text(await client.EventAsync("started"), "username"));

        fake.UserSays(7, "hello");
        fake.UserSays(7, "/start");
        fake.UserSays(7, "entities");
        fake.UserSays(7, "file");
        fake.UserSays(7, "typing");
        await client.EventAsync("empty"); // the last thing that /start does
        await Eventually.TrueAsync(
            () => fake.Chat(7).BotMessages.Count == 4 && fake.Chat(7).TypingShown == 1 && fake.Chat(7).BotMessages.Any(static message => message.History.Count == 2),
            "four messages, one of them edited, and a typing", 60);

        var messages = fake.Chat(7).BotMessages;
        Assert.Equal(1, messages.Single(static message => message.Text == "echo: hello").ReplyTo);
        Assert.Equal(["Welcome", "Welcome back"], messages.Single(static message => message.History.Count == 2).History.Select(static version => version.Text));
        Assert.Equal(2, messages.Single(static message => message.Text == "bold and code").Current.Entities!.Count);
        var file = messages.Single(static message => message.File is not null).File!;
        Assert.Equal(("report.txt", "content of the file"), (file.Name, Encoding.UTF8.GetString(file.Content)));
        Refused(await client.EventAsync("same edit"), 400, "message is not modified");
        Refused(await client.EventAsync("edit of nothing"), 400, "message to edit not found");
        Refused(await client.EventAsync("unknown chat"), 400, "chat not found");
        Refused(await client.EventAsync("too long"), 400, "message is too long");
        Refused(await client.EventAsync("empty"), 400, "message text is empty");
        await Eventually.TrueAsync(() => fake.Updates.Waiting.Count == 0, "the confirmation of all updates", 60);
        Assert.Equal("sendMessage: the text is too long", Assert.Single(fake.Violations));
    }

    [RealClientTheory]
    [InlineData("grammy.mjs")]
    [InlineData("telegraf.mjs")]
    public async Task A_real_client_sees_its_buttons_pressed_and_sets_menus(string script)
    {
        await using var fake = await FakeTelegram.StartAsync();
        await using var client = NodeClient.Start(script, fake.BaseUrl, fake.Token);
        await client.EventAsync("started");
        fake.UserSays(7, "menu");
        fake.UserSays(7, "buttons");
        await Eventually.TrueAsync(() => fake.Chat(7).BotMessages.Count == 1, "the buttons", 60);

        fake.Presses(7, 7, fake.Chat(7).BotMessages[0].Id, "/pick 2");
        var pressed = await client.EventAsync("pressed");

        Assert.Equal(("/pick 2", fake.Chat(7).BotMessages[0].Id, 2), (Text(pressed, "data"), (long)pressed["messageId"]!, (int)pressed["buttons"]!));
        Assert.Equal(0, fake.UnansweredPresses);
        await client.EventAsync("menu set");
        Assert.Equal("help", fake.Menus["all_private_chats/de"]);
        Assert.Empty(fake.Violations);
    }

    [RealClientTheory]
    [InlineData("grammy.mjs", 403)]
    [InlineData("telegraf.mjs", 403)]
    [InlineData("grammy.mjs", 429)]
    [InlineData("telegraf.mjs", 429)]
    [InlineData("grammy.mjs", 400)]
    [InlineData("telegraf.mjs", 400)]
    public async Task A_real_client_reads_refusals_with_their_parameters(string script, int code)
    {
        await using var fake = await FakeTelegram.StartAsync();
        await using var client = NodeClient.Start(script, fake.BaseUrl, fake.Token);
        await client.EventAsync("started");
        if (code == 403) fake.Chat(7).Block();
        if (code == 400) fake.Chat(7).MigrateTo(-1000000000007);
        if (code == 429) fake.Faults.Next("sendMessage", Fault.TooMany(3));

        fake.UserSays(7, "refused");
        var refused = await client.EventAsync("refused");

        Refused(refused, code, code switch { 403 => "bot was blocked by the user", 429 => "retry after 3", _ => "upgraded to a supergroup" });
        if (code == 429) Assert.Equal(3, (int?)refused["retryAfter"]);
        if (code == 400) Assert.Equal(-1000000000007, (long?)refused["migrateTo"]);
    }

    [RealClientTheory]
    [InlineData("grammy.mjs")]
    [InlineData("telegraf.mjs")]
    public async Task Two_real_clients_on_one_token_disturb_each_other(string script)
    {
        await using var fake = await FakeTelegram.StartAsync();
        await using var first = NodeClient.Start(script, fake.BaseUrl, fake.Token);
        await first.EventAsync("started");
        await Eventually.TrueAsync(() => fake.Updates.IsPolled, "the first poll", 60);
        await using var second = NodeClient.Start(script, fake.BaseUrl, fake.Token);

        await Eventually.TrueAsync(() => fake.CallsOf("getUpdates").Any(static call => call.Error?.StartsWith("Conflict", StringComparison.Ordinal) == true), "a conflict", 60);
    }

    private static string? Text(JsonNode happened, string name) => (string?)happened[name];

    private static void Refused(JsonNode happened, int code, string words)
    {
        Assert.Equal(code, (int?)happened["code"]);
        Assert.Contains(words, Text(happened, "description"), StringComparison.Ordinal);
    }
}
