using System.Globalization;
using Bots.Agents.Chat;
using Bots.Agents.Memory;
using Bots.Sessions;

namespace Bots.Agents;

/// <content>Checkpoints, branches and versions, as far as the store can.</content>
public sealed partial class Session
{
    private const int AutomaticCheckpoints = 20;

    /// <summary>Marks this place in the history, to return to it.</summary>
    /// <param name="name">A name to find it by, or null.</param>
    /// <param name="cancellationToken">Gives up waiting for turns under way.</param>
    /// <exception cref="NotSupportedException">The store keeps no checkpoints (<see cref="ISessionCheckpoints"/>).</exception>
    /// <exception cref="InvalidOperationException">Nothing was said yet.</exception>
    public async Task<SessionCheckpoint> CreateCheckpointAsync(string? name = null, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        return await Store.Require<ISessionCheckpoints>().CreateCheckpointAsync(Id, name, CheckpointKind.Manual, cancellationToken) ?? throw NothingSaid();
    }

    /// <summary>The checkpoints, made by hand and made every <see cref="SessionOptions.CheckpointEvery"/> interactions, oldest first: number 1 is the first.</summary>
    /// <remarks>Of the automatic ones the newest 20 are kept.</remarks>
    /// <exception cref="NotSupportedException">The store keeps no checkpoints (<see cref="ISessionCheckpoints"/>).</exception>
    public async Task<IReadOnlyList<SessionCheckpoint>> ListCheckpointsAsync(CancellationToken cancellationToken = default) =>
        [.. (await Store.Require<ISessionCheckpoints>().ListCheckpointsAsync(Id, cancellationToken)).Where(static checkpoint => checkpoint.Kind is CheckpointKind.Manual or CheckpointKind.Automatic)];

    /// <summary>Brings messages and session state back to the checkpoint of this id or name.</summary>
    /// <remarks>What is remembered of the user (<see cref="Memory"/>) stays: it was said, whether or not the conversation goes on from there. To take that back too,
    /// use <see cref="LongTermMemory.ForgetAsync"/> or <see cref="LongTermMemory.CorrectAsync"/>.</remarks>
    /// <returns>The checkpoint that leads back to where the session was: restore it to return.</returns>
    /// <exception cref="ArgumentException">There is no such checkpoint; the history is as before.</exception>
    /// <exception cref="NotSupportedException">The store keeps no checkpoints (<see cref="ISessionCheckpoints"/>).</exception>
    public async Task<SessionCheckpoint> RestoreCheckpointAsync(string idOrName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(idOrName);
        using var turn = await EnterAllAsync(cancellationToken);
        return await Store.Require<ISessionCheckpoints>().RevertToCheckpointAsync(Id, idOrName, cancellationToken)
            ?? throw new ArgumentException($"Session {Id} has no checkpoint \"{idOrName}\"; {await KnownAsync(cancellationToken)}.", nameof(idOrName));
    }

    /// <summary>Brings messages and session state back to the checkpoint of this number in <see cref="ListCheckpointsAsync"/>, 1 for the first.</summary>
    /// <inheritdoc cref="RestoreCheckpointAsync(string, CancellationToken)"/>
    public async Task<SessionCheckpoint> RestoreCheckpointAsync(int number, CancellationToken cancellationToken = default)
    {
        var all = await ListCheckpointsAsync(cancellationToken);
        if (number < 1 || number > all.Count) throw new ArgumentException($"Session {Id} has no checkpoint {number}; {await KnownAsync(cancellationToken)}.", nameof(number));
        return await RestoreCheckpointAsync(all[number - 1].Id, cancellationToken);
    }

    /// <summary>Begins another path: a new session with this one's history, agents and options. This one stays as it is, to return to.</summary>
    /// <param name="id">The new session's id; null for one of its own.</param>
    /// <param name="fromMessage">The last message taken over, an index into the full history (0 is the oldest); null for all.</param>
    /// <param name="cancellationToken">Gives up waiting for turns under way.</param>
    /// <exception cref="NotSupportedException">The store cannot branch (<see cref="ISessionBranching"/>).</exception>
    /// <exception cref="InvalidOperationException">Nothing was said yet, or the id exists already.</exception>
    public async Task<Session> BranchAsync(string? id = null, int? fromMessage = null, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        var branching = Store.Require<ISessionBranching>();
        if (!await Store.SessionExistsAsync(Id, cancellationToken)) throw NothingSaid();
        return Beside(await branching.ForkSessionAsync(Id, fromMessage, sessionId: id, cancellationToken: cancellationToken));
    }

    /// <summary>Saves messages and state as a numbered version; returns its number, 1 for the first.</summary>
    /// <exception cref="NotSupportedException">The store keeps no versions (<see cref="ISessionVersions"/>).</exception>
    /// <exception cref="InvalidOperationException">Nothing was said yet.</exception>
    public async Task<int> SaveVersionAsync(string description, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        return await Store.Require<ISessionVersions>().SaveVersionAsync(Id, description, cancellationToken) ?? throw NothingSaid();
    }

    /// <summary>The saved versions, oldest first.</summary>
    /// <exception cref="NotSupportedException">The store keeps no versions (<see cref="ISessionVersions"/>).</exception>
    public async Task<IReadOnlyList<SessionVersion>> ListVersionsAsync(CancellationToken cancellationToken = default) =>
        await Store.Require<ISessionVersions>().ListVersionsAsync(Id, cancellationToken);

    /// <summary>Brings messages and state back to a version.</summary>
    /// <exception cref="ArgumentException">There is no such version; the history is as before.</exception>
    /// <exception cref="NotSupportedException">The store keeps no versions (<see cref="ISessionVersions"/>).</exception>
    public async Task RestoreVersionAsync(int number, CancellationToken cancellationToken = default)
    {
        using var turn = await EnterAllAsync(cancellationToken);
        if (!await Store.Require<ISessionVersions>().RestoreVersionAsync(Id, number, cancellationToken))
            throw new ArgumentException($"Session {Id} has no version {number}.", nameof(number));
    }

    /// <summary>Makes a new session of this one and another of the same store: what they have in common once, then both tails by time.</summary>
    /// <param name="other">The right side.</param>
    /// <param name="options">The new session's id, and whose state wins.</param>
    /// <param name="cancellationToken">Gives up waiting for turns under way.</param>
    /// <exception cref="NotSupportedException">The store cannot merge (<see cref="ISessionVersions"/>).</exception>
    /// <exception cref="InvalidOperationException">One of the two has no messages yet, or the new id exists already.</exception>
    public async Task<Session> MergeAsync(Session other, MergeOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(other);
        using var turn = await EnterAllAsync(cancellationToken);
        return Beside((await Store.Require<ISessionVersions>().MergeAsync(Id, other.Id, options, cancellationToken)).SessionId);
    }

    // The file is this session's alone: another one that saved to it would overwrite it.
    private Session Beside(string id) => new(id, Agent, _choice.Shared(), _options with { File = null }, Agents, _context);

    // The turn is stored: whatever happens to its checkpoint must not look as if it were not.
    private async Task CheckpointIfDueAsync(int interaction)
    {
        if (_options.CheckpointEvery <= 0 || interaction % _options.CheckpointEvery != 0 || Store.Find<ISessionCheckpoints>() is not { } checkpoints) return;
        try
        {
            await checkpoints.CreateCheckpointAsync(Id, string.Create(CultureInfo.InvariantCulture, $"interaction {interaction}"), CheckpointKind.Automatic);
            var all = await checkpoints.ListCheckpointsAsync(Id);
            foreach (var old in all.Where(static checkpoint => checkpoint.Kind == CheckpointKind.Automatic).SkipLast(AutomaticCheckpoints))
                await checkpoints.DeleteCheckpointAsync(Id, old.Id);
        }
        catch (Exception)
        {
            // The next one comes after as many turns again.
        }
    }

    private async Task<string> KnownAsync(CancellationToken cancellationToken)
    {
        var all = await ListCheckpointsAsync(cancellationToken);
        return all.Count == 0 ? "it has none yet" : $"it has {string.Join(", ", all.Select(static (checkpoint, index) => $"{index + 1} ({checkpoint.Label ?? checkpoint.Id})"))}";
    }

    private InvalidOperationException NothingSaid() => new($"Nothing was said in session {Id} yet; chat first.");
}
