using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Interactions;

namespace Bots.Adapters.Discord.Replies;

/// <summary>Buttons as Discord shows them: as they are where five rows of five suffice, else as selects.</summary>
internal static class ReplyComponents
{
    private const int MostRows = 5;
    private const int MostInRow = 5;
    private const int MostOptions = 25;
    private const int LongestLabel = 80;
    private const int LongestOption = 100;

    /// <summary>The rows; empty for no buttons, null for more buttons than a message can show.</summary>
    public static IReadOnlyList<ComponentRow>? Of(IReadOnlyList<IReadOnlyList<ReplyButton>> buttons, string? userId)
    {
        IReadOnlyList<ReplyButton>[] rows = [.. buttons.Where(static row => row.Count > 0)];
        if (rows.Length <= MostRows && rows.All(static row => row.Count <= MostInRow)) return Rows(rows, userId);
        ReplyButton[] all = [.. rows.SelectMany(static row => row).DistinctBy(static button => button.Data)];
        return all.Length <= MostRows * MostOptions ? Selects(all, userId) : null;
    }

    /// <summary>A preview's way to stop the answer.</summary>
    public static IReadOnlyList<ComponentRow> Stop(InboundMessage message) => Of([[new("■ Stop", "/stop")]], OwnerOf(message))!;

    /// <summary>Who alone may press what stands below the answer to a message; null where a conversation is everyone's and everyone sees the answer.</summary>
    public static string? OwnerOf(InboundMessage message) => message is { IsShared: true, IsGroup: true } ? null : message.UserId[(message.UserId.IndexOf('_', StringComparison.Ordinal) + 1)..];

    private static IReadOnlyList<ComponentRow> Rows(IReadOnlyList<ReplyButton>[] rows, string? userId)
    {
        var place = 0;
        return [.. rows.Select(row => new ComponentRow([.. row.Select(button => Component.Button(new ComponentId(userId, button.Data).At(place++), Line(button.Label, LongestLabel)))]))];
    }

    private static IReadOnlyList<ComponentRow> Selects(ReplyButton[] all, string? userId) =>
        [.. all.Chunk(MostOptions).Select((some, place) => new ComponentRow([Component.Select(new ComponentId(userId, "").At(place), "Choose one", [.. some.Select(Option)])]))];

    private static SelectOption Option(ReplyButton button) => new(Line(button.Label, LongestOption), button.Data);

    private static string Line(string label, int longest)
    {
        var line = label.ReplaceLineEndings(" ").Trim();
        if (line.Length <= longest) return line;
        return line[..(char.IsHighSurrogate(line[longest - 2]) ? longest - 2 : longest - 1)] + "…";
    }
}
