using Bots.Adapters.Telegram.Api;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>A user's display name: text that a stranger chose.</summary>
internal static class SenderName
{
    /// <summary>One bounded line, without control or invisible formatting characters.</summary>
    public static string Of(User user) => OthersText.Neutral(user.LastName is { Length: > 0 } last ? $"{user.FirstName} {last}" : user.FirstName);
}
