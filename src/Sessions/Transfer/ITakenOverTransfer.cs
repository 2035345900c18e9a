namespace Bots.Sessions.Transfer;

/// <summary>A store that notes whose text it is that a session took over from others, as a fork or a merge, and that takes such notes from another store.</summary>
internal interface ITakenOverTransfer
{
    /// <summary>What the session has of others; null for an unknown session.</summary>
    ValueTask<TakenOverContent?> ReadTakenOverAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>Notes it so; what is so already, and a session that is unknown, stays as it is.</summary>
    /// <param name="sessionId">The session.</param>
    /// <param name="content">All that it has of others: a message of no range is its own.</param>
    /// <param name="cancellationToken">Gives up waiting for a turn to write.</param>
    ValueTask KeepTakenOverAsync(string sessionId, TakenOverContent content, CancellationToken cancellationToken);

    /// <summary>Takes from a session that was just forked the title, the agent and the owner that it has of its parent.</summary>
    ValueTask ForgetOriginAsync(string sessionId, CancellationToken cancellationToken);
}

/// <summary>What a session has of others whose owner is known.</summary>
/// <param name="Messages">The messages of its history.</param>
/// <param name="Values">Keys of its state, each with the user who owns the value; null for its own. It says nothing of other keys.</param>
/// <param name="Title">Who owns its title; null when it is its own.</param>
internal sealed record TakenOverContent(IReadOnlyList<TakenOverText> Messages, IReadOnlyDictionary<string, string?> Values, string? Title)
{
    /// <summary>The same without what is no message.</summary>
    public TakenOverContent OnlyMessages => this with { Values = new Dictionary<string, string?>(), Title = null };
}
