namespace Bots.Adapters.Telegram.Intake;

/// <summary>What an update means to us.</summary>
internal abstract record Mapped
{
    private Mapped()
    {
    }

    /// <summary>Something to answer.</summary>
    public sealed record ForUs(InboundMessage Inbound) : Mapped;

    /// <summary>A message in a group that is not meant for the bot; background at most.</summary>
    public sealed record Overheard(InboundMessage Inbound) : Mapped;

    /// <summary>Something about the chat.</summary>
    public sealed record Changed(ChatChange Change) : Mapped;

    /// <summary>A press of a button that was made for somebody else: only whoever pressed is told, and nothing happens.</summary>
    public sealed record NotTheirs(string Answer) : Mapped;

    /// <summary>Nothing, and why.</summary>
    public sealed record Ignored(string Why) : Mapped;
}
