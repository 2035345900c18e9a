using System.Collections.Concurrent;
using Bots.Adapters;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Intake;
using Bots.Adapters.Discord.Interactions;
using Bots.Fakes;
using Bots.Sessions;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Discord.Intake;

public sealed class ShardIntakeTests
{
    private readonly TestClock _clock = new();
    private readonly MemoryDiscordResumeStore _resumes = new();

    [Fact]
    public async Task A_first_session_that_began_right_before_the_stop_can_be_resumed()
    {
        var intake = NewIntake(new KeepingSink());
        await intake.LoadAsync(default);
        await intake.AddAsync(Started, default);
        await intake.AddAsync(new IntakeItem.Checkpoint { Sequence = 2 }, default);

        await intake.RunAsync(new(canceled: true));

        Assert.Equal(("session", 1), await SavedAsync());
    }

    [Theory]
    [InlineData("/help", 1)]
    [InlineData("hello", 2)]
    public async Task Nothing_is_saved_as_dealt_with_that_is_not_stored_and_the_rest_does_not_wait_for_it(string stuck, int most)
    {
        var sink = new StuckSink { Stuck = stuck };
        var intake = NewIntake(sink);
        await intake.LoadAsync(default);
        using var stop = new CancellationTokenSource();
        var running = intake.RunAsync(stop.Token);
        await intake.AddAsync(Started, default);
        var interaction = new DiscordInteraction("20", "8", 2, "token") { ChannelId = "5", User = Ann, Data = new() { Name = "help" } };
        await intake.AddAsync(new IntakeItem.Interaction(interaction, new("discord", "7", "8")) { Sequence = 2 }, default);
        await intake.AddAsync(new IntakeItem.Message(new("30", "5", Ann) { Content = "hello" }) { Sequence = 3 }, default);

        await UntilAsync(() => sink.Stored.Count == 1 && sink.Refused > 1);
        Assert.DoesNotContain(stuck, sink.Stored);
        Assert.InRange((await SavedAsync()).Sequence ?? 0, 0, most);

        sink.Stuck = "";
        await UntilAsync(() => SavedAsync().Result == ("session", 3));
        Assert.Equal(2, sink.Stored.Count);
        await stop.CancelAsync();
        await running;
    }

    private static DiscordUser Ann { get; } = new("9", "Ann");

    private static IntakeItem.SessionStarted Started => new(new("session", "wss://resume.invalid", 1) { UserId = "7" }) { Sequence = 1 };

    private ShardIntake NewIntake(IInboundSink sink)
    {
        var context = new DiscordContext("discord", new(), _clock, NullLogger.Instance, _resumes)
        {
            Messages = null!, Channels = null!, Files = null!, Interactions = null!, Members = null!, Account = null!,
        };
        return new(context, sink, new InteractionResponder(context), 0, static _ => { });
    }

    private async Task<(string? Id, int? Sequence)> SavedAsync() => await _resumes.LoadAsync("discord", 0, default) is { } point ? (point.SessionId, point.Sequence) : default;

    private Task UntilAsync(Func<bool> condition) => Eventually.TrueAsync(
        () =>
        {
            _clock.Advance(TimeSpan.FromMilliseconds(500));
            return condition();
        },
        "it happens");

    /// <summary>A store that does not take one text.</summary>
    private sealed class StuckSink : IInboundSink
    {
        private int _refused;

        public string Stuck { get; set; } = "";

        public int Refused => _refused;

        public ConcurrentQueue<string> Stored { get; } = new();

        public ValueTask AcceptAsync(IReadOnlyList<InboundMessage> messages, CancellationToken cancellationToken)
        {
            if (messages.Any(message => message.Text == Stuck))
            {
                Interlocked.Increment(ref _refused);
                throw new SessionStoreException("The disk is full.");
            }

            foreach (var message in messages) Stored.Enqueue(message.Text);
            return default;
        }

        public void Report(string bot, AdapterState state)
        {
            // Nobody asks.
        }
    }
}
