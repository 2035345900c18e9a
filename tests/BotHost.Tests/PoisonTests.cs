using Bots.Fakes;
using Bots.Fakes.Models;
using Bots.Fakes.Telegram;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests;

/// <summary>A message that kills the process whenever it is answered, or a reply whenever it is sent, among others that do not.</summary>
public sealed class PoisonTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_message_that_kills_the_host_becomes_a_dead_letter_alone_and_everybody_else_is_answered(string store)
    {
        using var folder = new TempFolder();
        using var scene = new WebScene(users: 3);
        await using var model = await ModelServer.StartAsync();
        var deadly = new SemaphoreSlim(0);
        var asked = 0;
        model.Otherwise = request =>
        {
            Interlocked.Increment(ref asked);
            if (request.LastUserText.Contains("poison", StringComparison.Ordinal)) deadly.Release();
            return new ModelReply.Text("fine") { Delay = TimeSpan.FromMilliseconds(1_000) };
        };
        (string, string)[] settings = [("Sessions:Store", store), ("Agents:default:Provider", "openai"), ("Agents:default:Model", "m"), ("Agents:default:Endpoint", model.OpenAIEndpoint), ("Agents:default:ApiKey", "none"), .. scene.Settings];

        for (var death = 0; death < 3; death++)
        {
            await using var host = await HostProcess.StartAsync(folder.Path, settings);
            if (death == 0)
            {
                // The innocent are asked first, so that they are under way whenever the host dies.
                await scene.People[0].SayAsync("innocent");
                await scene.People[1].SayAsync("harmless");
                await Eventually.TrueAsync(() => Volatile.Read(ref asked) == 2, "the innocent turns");
                await scene.People[2].SayAsync("poison");
            }

            Assert.True(await deadly.WaitAsync(TimeSpan.FromSeconds(60)), $"the deadly message was not answered again after {death} deaths:\n{host.Output}");
            await host.KillAsync();
        }

        await using var last = await HostProcess.StartAsync(folder.Path, settings);

        Assert.Contains("fine", await scene.People[0].AnswerAsync(1), StringComparison.Ordinal);
        Assert.Contains("fine", await scene.People[1].AnswerAsync(1), StringComparison.Ordinal);
        var stored = Open(store, folder.Path);
        await using var open = stored as IAsyncDisposable;
        var inbox = stored.Require<IInbox>();
        for (var patience = 0; patience < 300 && (await inbox.ListAsync(InboxState.Open)).Count > 0; patience++) await Task.Delay(100);
        var dead = Assert.Single(await inbox.ListAsync(InboxState.Dead));
        Assert.Contains("poison", dead.Message.Payload, StringComparison.Ordinal);
        Assert.Empty(await inbox.ListAsync(InboxState.Open));
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("json")]
    public async Task A_reply_that_kills_the_host_is_parked_alone_and_no_message_becomes_a_dead_letter(string store)
    {
        using var folder = new TempFolder();
        await using var telegram = await FakeTelegram.StartAsync();
        await using var model = await ModelServer.StartAsync();
        // The innocent turns take longer than the deadly reply, so that they are under way whenever the host dies of it.
        model.Otherwise = static request => new ModelReply.Text($"to {request.LastUserText}") { Delay = TimeSpan.FromMilliseconds(request.LastUserText == "poison" ? 300 : 1_500) };
        HostProcess? victim = null;
        var deaths = 0;
        telegram.Faults.Next(null, new Fault.Cut(false), 100, request =>
        {
            if (request.Text("text") != "to poison") return false;
            // Sent or edited into its preview: the reply as it stands in the outbox. It may be sent before its host is known to have started.
            SpinWait.SpinUntil(() => Volatile.Read(ref victim) is not null, TimeSpan.FromSeconds(60));
            Interlocked.Increment(ref deaths);
            Volatile.Read(ref victim)?.KillAsync().Wait();
            return true;
        });
        (string, string)[] settings =
        [
            ("Sessions:Store", store), ("Agents:default:Provider", "openai"), ("Agents:default:Model", "m"), ("Agents:default:Endpoint", model.OpenAIEndpoint), ("Agents:default:ApiKey", "none"),
            ("Turns:Lease", "00:00:03"), ("Bots:telegram:Token", telegram.Token), ("Bots:telegram:BaseUrl", telegram.BaseUrl),
        ];

        foreach (var user in Enumerable.Range(1, 4)) telegram.UserSays(user, $"innocent {user}");
        telegram.UserSays(5, "poison");
        for (var death = 1; death <= 3; death++)
        {
            await using var host = await HostProcess.StartAsync(folder.Path, settings);
            Volatile.Write(ref victim, host);
            for (var patience = 0; patience < 600 && !host.HasExited; patience++) await Task.Delay(100);
            Assert.True(host.HasExited, $"The host did not die for the {death}. time:\n{host.Output}");
            Volatile.Write(ref victim, null);
        }

        await using var last = await HostProcess.StartAsync(folder.Path, settings);
        Volatile.Write(ref victim, last);
        foreach (var user in Enumerable.Range(1, 4))
            await Eventually.TrueAsync(() => telegram.Chat(user).BotMessages.Any(message => message.Text == $"to innocent {user}"), $"user {user} is answered", 60);

        Assert.Equal(3, deaths);
        var stored = Open(store, folder.Path);
        await using var open = stored as IAsyncDisposable;
        Assert.Empty(await stored.Require<IInbox>().ListAsync(InboxState.Dead));
        for (var patience = 0; patience < 300 && (await stored.Require<IOutbox>().ListParkedAsync()).Count == 0; patience++) await Task.Delay(100);
        Assert.Equal("5", Assert.Single(await stored.Require<IOutbox>().ListParkedAsync()).Message.Chat);
    }

    private static ISessionStore Open(string store, string folder) => store == "sqlite"
        ? new SqliteSessionStore(Path.Combine(folder, "data", "sessions.db"))
        : new JsonSessionStore(new() { Directory = Path.Combine(folder, "data", "sessions") });
}
