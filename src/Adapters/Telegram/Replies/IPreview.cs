namespace Bots.Adapters.Telegram.Replies;

/// <summary>One way to show a text that is still growing.</summary>
internal interface IPreview
{
    /// <summary>True once something is visible.</summary>
    bool IsShown { get; }

    /// <summary>The id to store, or null when there is nothing to go on with.</summary>
    string? Id { get; }

    /// <summary>How long what is shown stays without being shown again; null for ever.</summary>
    TimeSpan? Lifetime { get; }

    /// <summary>Shows the text in place of what was there.</summary>
    /// <exception cref="Api.TelegramApiException">The server refused.</exception>
    Task ShowAsync(string text);
}
