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

    /// <summary>The key that everyone in the chat of <paramref name="key"/> would share; null for a key that names no chat.</summary>
    /// <param name="key">A key, as text.</param>
    public static string? ChatOf(string key)
    {
        const string label = "_chat_";
        var at = key.IndexOf(label, StringComparison.Ordinal);
        if (at < 0 || !key.StartsWith("bot_", StringComparison.Ordinal)) return null;
        var platform = key.AsSpan(0, key.IndexOf('_', 4));
        var chat = key.AsSpan(at + label.Length);
        var end = chat.IndexOf('_');
        return $"{platform}{label}{(end < 0 ? chat : chat[..end])}";
    }

    /// <summary>The key of the same conversation when its chat has another id now; the key itself when it is not of that chat.</summary>
    /// <param name="key">A key, as text.</param>
    /// <param name="fromChat">The key everyone in the chat shares (<see cref="ForChat"/>) with the id in <paramref name="key"/>.</param>
    /// <param name="toChat">The same with the id wanted.</param>
    public static string MoveChat(string key, string fromChat, string toChat)
    {
        var (from, to) = (ChatPart(fromChat), ChatPart(toChat));
        var at = key.IndexOf(from, StringComparison.Ordinal);
        var end = at + from.Length;
        return at >= 0 && (end == key.Length || key[end] == '_') ? string.Concat(key.AsSpan(0, at), to, key.AsSpan(end)) : key;

        static string ChatPart(string chat) => chat[chat.LastIndexOf("_chat_", StringComparison.Ordinal)..];
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
