namespace Bots.Fakes.Telegram;

/// <summary>Numbers messages. An account, a bot's too, counts those of all its private chats and basic groups together; a supergroup counts its own.</summary>
public sealed class MessageNumbers
{
    private long _last;

    internal long Next() => ++_last;
}
