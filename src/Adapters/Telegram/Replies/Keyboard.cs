using Bots.Adapters.Rendering;
using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Buttons as Telegram shows them.</summary>
internal static class Keyboard
{
    private const int LongestLabel = 64;

    /// <summary>The keyboard, or null when there is no button.</summary>
    public static InlineKeyboardMarkup? Of(IReadOnlyList<IReadOnlyList<ReplyButton>> rows) =>
        rows.Any(static row => row.Count > 0) ? new([.. rows.Where(static row => row.Count > 0).Select(Row)]) : null;

    private static IReadOnlyList<InlineKeyboardButton> Row(IReadOnlyList<ReplyButton> row) =>
        [.. row.Select(static button => new InlineKeyboardButton(Label(button.Label), button.Data))];

    private static string Label(string label)
    {
        var line = label.ReplaceLineEndings(" ").Trim();
        return CodePoints.Count(line) <= LongestLabel ? line : line[..CodePoints.Prefix(line, LongestLabel - 1)] + "…";
    }
}
