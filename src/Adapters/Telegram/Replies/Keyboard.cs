using Bots.Adapters.Rendering;
using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Replies;

/// <summary>Buttons as Telegram shows them.</summary>
internal static class Keyboard
{
    private const int LongestLabel = 64;

    /// <summary>The keyboard, or null when there is no button.</summary>
    /// <param name="rows">The buttons.</param>
    /// <param name="asker">Who alone may press them, or null for everyone. A button whose data leaves no room for that is left out.</param>
    public static InlineKeyboardMarkup? Of(IReadOnlyList<IReadOnlyList<ReplyButton>> rows, long? asker)
    {
        var shown = rows.Select(row => Row(row, asker)).Where(static row => row.Count > 0).ToList();
        return shown.Count > 0 ? new(shown) : null;
    }

    /// <summary>A preview's way to stop the answer.</summary>
    public static InlineKeyboardMarkup Stop(long? asker) => Of([[new("Stop", "/stop")]], asker)!;

    private static IReadOnlyList<InlineKeyboardButton> Row(IReadOnlyList<ReplyButton> row, long? asker) =>
        [.. row.Select(button => new PressData(asker, button.Data).ToData() is { } data ? new InlineKeyboardButton(Label(button.Label), data) : null).OfType<InlineKeyboardButton>()];

    private static string Label(string label)
    {
        var line = label.ReplaceLineEndings(" ").Trim();
        return CodePoints.Count(line) <= LongestLabel ? line : line[..CodePoints.Prefix(line, LongestLabel - 1)] + "…";
    }
}
