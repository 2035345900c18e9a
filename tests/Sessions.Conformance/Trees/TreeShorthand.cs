namespace Bots.Sessions.Conformance;

/// <summary>What tests of trees and checkpoints say often, said shortly.</summary>
internal static class TreeShorthand
{
    public static async Task<SessionFamily> FamilyAsync(this ISessionStore store, string session) =>
        await store.Require<ISessionBranching>().GetFamilyAsync(session) ?? throw new InvalidOperationException("The session is unknown.");

    public static async Task<string> ForkAsync(this ISessionStore store, string parent, int? from = null) =>
        await store.Require<ISessionBranching>().ForkSessionAsync(parent, from);

    public static async Task<SessionCheckpoint> MarkAsync(this ISessionStore store, string session, string? label = null) =>
        await store.Require<ISessionCheckpoints>().CreateCheckpointAsync(session, label) ?? throw new InvalidOperationException("The session is unknown.");

    public static async Task<SessionCheckpoint> RevertAsync(this ISessionStore store, string session, string checkpoint) =>
        await store.Require<ISessionCheckpoints>().RevertToCheckpointAsync(session, checkpoint) ?? throw new InvalidOperationException("The checkpoint is unknown.");

    public static async Task<SessionCheckpoint> RevertAsync(this ISessionStore store, string session, int index) =>
        await store.Require<ISessionCheckpoints>().RevertToMessageAsync(session, index) ?? throw new InvalidOperationException("The message is unknown.");

    public static async Task<string[]> LabelsAsync(this ISessionStore store, string session) =>
        [.. (await store.Require<ISessionCheckpoints>().ListCheckpointsAsync(session)).Select(static checkpoint => checkpoint.Label ?? $"({checkpoint.Kind})")];
}
