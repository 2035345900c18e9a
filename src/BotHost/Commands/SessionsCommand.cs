using System.Globalization;
using Bots.Adapters;
using Bots.BotHost.Turns;
using Bots.Sessions;

namespace Bots.BotHost.Commands;

/// <summary><c>/sessions [n]</c>: lists the conversations of this place and switches between them.</summary>
internal sealed class SessionsCommand(Conversations conversations) : IChatCommand
{
    private const int Most = 10;

    public string Name => "sessions";

    public string Description => "list your conversations and switch (`/sessions 2`)";

    public string? Argument => "the number or the title of a conversation";

    public bool Suggests => true;

    public bool OvertakesPressed(string argument) => argument.Length == 0;

    public async ValueTask<TurnDraft?> RunAsync(CommandContext context, CancellationToken cancellationToken)
    {
        var all = await conversations.ListAsync(context.Message, context.Session, Most, cancellationToken);
        if (context.Argument.Length == 0) return await ListAsync(context, all, cancellationToken);
        if (await FindAsync(context, all, cancellationToken) is not { } chosen) return TurnDraft.Answer($"There is no conversation `{Excerpt.Of(context.Argument, 40)}` here. `/sessions` lists them.");
        await conversations.SwitchAsync(context, chosen.Id, cancellationToken);
        return TurnDraft.Answer($"We are in {(IsOverheard(context.Message) ? $"the conversation of {Changed(chosen)}" : $"“{await conversations.DescribeAsync(chosen, cancellationToken)}”")} now ({chosen.MessageCount} messages).");
    }

    public async ValueTask<IReadOnlyList<string>> SuggestAsync(InboundMessage message, string typed, CancellationToken cancellationToken)
    {
        if (IsOverheard(message)) return [];
        var titles = new List<string>();
        foreach (var data in await conversations.ListAsync(message, await conversations.PresentAsync(message, cancellationToken), Most, cancellationToken))
            titles.Add(await conversations.DescribeAsync(data, cancellationToken));
        return [.. titles.Where(title => title.Contains(typed, StringComparison.OrdinalIgnoreCase)).Distinct()];
    }

    // Others read along who do not share the conversations: what they are called is none of their business.
    private static bool IsOverheard(InboundMessage message) => message is { IsGroup: true, IsShared: false };

    private static string Changed(SessionData data) => data.UpdatedAt.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>By number in the list, by name, or by what it is called.</summary>
    private async ValueTask<SessionData?> FindAsync(CommandContext context, IReadOnlyList<SessionData> all, CancellationToken cancellationToken)
    {
        if (int.TryParse(context.Argument, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number >= 1 && number <= all.Count ? all[number - 1] : null;
        // A name finds what the list is too short for.
        if (await conversations.FindAsync(context.Message.SessionKey, context.Argument, cancellationToken) is { } named) return named;
        foreach (var data in all)
        {
            if (await conversations.DescribeAsync(data, cancellationToken) == context.Argument) return data;
        }

        return null;
    }

    private async Task<TurnDraft> ListAsync(CommandContext context, IReadOnlyList<SessionData> all, CancellationToken cancellationToken)
    {
        if (all.Count == 0) return TurnDraft.Answer("There is no conversation yet: write something.");
        var (lines, buttons) = (new List<string>(), new List<IReadOnlyList<ReplyButton>>());
        for (var index = 0; index < all.Count; index++)
        {
            var title = IsOverheard(context.Message) ? Changed(all[index]) : await conversations.DescribeAsync(all[index], cancellationToken);
            var isPresent = all[index].Id == context.Session;
            lines.Add($"{index + 1}. {(isPresent ? $"**{title}** (here)" : title)}, {all[index].MessageCount} messages{(IsOverheard(context.Message) ? "" : $", {Changed(all[index])}")}");
            if (!isPresent) buttons.Add([new($"{index + 1}. {title}", $"/sessions {Conversations.NameOf(context.Message.SessionKey, all[index].Id)}")]);
        }

        if (IsOverheard(context.Message)) lines.Add("\nOthers read along here: your conversations of this place are listed without their titles.");
        return new() { Reply = new(string.Join('\n', lines)) { Buttons = buttons, InPlace = true } };
    }
}
