using System.Globalization;

namespace Bots.Sessions;

/// <summary>The deterministic name of a conversation, for example <c>bot_telegram_12345</c>; used for storage and for ordering alike.</summary>
/// <remarks>Every part is labelled and every id is numeric, so two different places never share a key. A key resumes a conversation;
/// it proves nothing about who is asking.</remarks>
public readonly record struct SessionKey
{
    private readonly string? _value;

    private SessionKey(string value) => _value = value;

    /// <summary>The key as text; only characters of <c>[A-Za-z0-9_-]</c>.</summary>
    /// <exception cref="InvalidOperationException">This is <c>default</c>.</exception>
    public string Value => _value ?? throw new InvalidOperationException("An empty SessionKey names no session.");

    /// <summary>One user's own conversation: <c>bot_telegram_12345</c>.</summary>
    public static SessionKey ForUser(PlatformName platform, long userId) => new($"bot_{platform}_{Text(userId)}");

    /// <summary>A conversation that everyone in a chat shares: <c>bot_telegram_chat_-100777</c>.</summary>
    public static SessionKey ForChat(PlatformName platform, long chatId) => new($"bot_{platform}_chat_{Text(chatId)}");

    /// <summary>The same user's separate conversation within a chat: <c>bot_telegram_12345_chat_-100777</c>.</summary>
    public SessionKey InChat(long chatId) => new($"{Value}_chat_{Text(chatId)}");

    /// <summary>The same conversation within one forum topic or thread: <c>…_thread_5</c>.</summary>
    public SessionKey InThread(long threadId) => new($"{Value}_thread_{Text(threadId)}");

    /// <summary>A further conversation of the same key, as <c>/new</c> opens it: <c>…_new_17</c>.</summary>
    public SessionKey Renewed(long number) => new($"{Value}_new_{Text(number)}");

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
