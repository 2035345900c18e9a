namespace Bots.Sessions.Memory;

/// <summary>Whose a session is, or was when it was deleted. What others took over from it keeps this.</summary>
internal sealed class MemoryAuthor
{
    public string? UserId { get; set; }
}
