using Bots.BotHost.Stores;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/title [text]</c>: names the conversation, or says its name.</summary>
internal sealed class TitleCommand(DeliveryStores stores, Conversations conversations) : IChatCommand
{
    private const int Longest = 100;

    public string Name => "title";

    public string Description => "name this conversation (`/title Holidays`)";

    public string? Argument => "the title";

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var catalog = stores.Sessions.Require<ISessionCatalog>();
        if (await catalog.GetSessionAsync(context.Session, cancellationToken) is not { } data) return TurnDraft.Answer("This conversation is empty so far: write something first.");
        if (context.Argument.Length == 0) return TurnDraft.Answer($"This conversation is “{await conversations.DescribeAsync(data, cancellationToken)}”.");
        var title = Excerpt.Of(context.Argument, Longest);
        await catalog.UpdateSessionAsync(context.Session, new() { Title = title }, cancellationToken);
        return TurnDraft.Answer($"This conversation is called “{title}” now.");
    }
}
