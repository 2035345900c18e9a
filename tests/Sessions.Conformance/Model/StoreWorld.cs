using System.Text.Json;

namespace Bots.Sessions.Conformance.Model;

/// <summary>The same few sessions in a store, and what it answers to each step.</summary>
internal sealed class StoreWorld(Func<ISessionStore> store, Func<Task> reopen, Func<DateTimeOffset> now, Func<int, string> nameOf)
{
    private ISessionCheckpoints Checkpoints => store().Require<ISessionCheckpoints>();

    private ISessionVersions Versions => store().Require<ISessionVersions>();

    private ISessionState State => store().Require<ISessionState>();

    public async Task<string> DoAsync(Step step, int serial)
    {
        var id = nameOf(step.Session);
        var other = nameOf(step.Other % Sequences.Sessions);
        var scope = StateScope.Session(id);
        return step.Kind switch
        {
            StepKind.Append => await AppendAsync(id, step.Messages(serial)[0]),
            StepKind.Turn or StepKind.CallTool or StepKind.AnswerTool => await WriteAsync(new(id) { Messages = step.Messages(serial) }),
            StepKind.CutTurn => await WriteAsync(new(id) { Messages = step.Messages(serial), KeepMessages = step.Other }),
            StepKind.NamedTurn => await WriteAsync(new(id) { Messages = step.Messages(serial), TurnId = $"t{step.Other % 4}" }),
            StepKind.Clear => $"{await store().ClearSessionAsync(id)}",
            StepKind.Delete => $"{await store().DeleteSessionAsync(id)}",
            StepKind.Expire => $"{await store().Require<ISessionRetention>().SetExpiryAsync(id, now())}",
            StepKind.Create => await StartAsync(branching => branching.CreateSessionAsync(null, step.Number % 2 == 0 ? other : null, id)),
            StepKind.Fork => await StartAsync(branching => branching.ForkSessionAsync(other, step.Number == 0 ? null : step.Number - 2, null, id)),
            StepKind.Mark => Index(await Checkpoints.CreateCheckpointAsync(id, step.Label)),
            StepKind.RevertToLabel => Index(await Checkpoints.RevertToCheckpointAsync(id, step.Label)),
            StepKind.RevertToMessage => Index(await Checkpoints.RevertToMessageAsync(id, step.Number - 1)),
            StepKind.Undo => await UndoAsync(id),
            StepKind.Forget => await ForgetAsync(id, step.Number),
            StepKind.SaveVersion => (await Versions.SaveVersionAsync(id, step.Word))?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "null",
            StepKind.RestoreVersion => $"{await Versions.RestoreVersionAsync(id, step.Number % 5)}",
            StepKind.SetState => await SetAsync(scope, step.Key, step.Number),
            StepKind.Increment => $"{await State.IncrementStateAsync(scope, step.Key, step.Other)}",
            StepKind.RemoveState => await RemoveAsync(id, step.Key),
            StepKind.Window => Said.Window(await store().GetWindowAsync(id, step.Window)) + Said.Messages(await store().GetChatHistoryAsync(id, step.MaxMessages)),
            StepKind.Find => await FindAsync(id, step.Word),
            _ => await ReopenAsync(),
        };
    }

    public async Task<string> DescribeAsync(int number)
    {
        var id = nameOf(number);
        if (!await store().SessionExistsAsync(id)) return "nothing";
        return Said.Session(
            await store().GetChatHistoryAsync(id),
            (await State.ListStateAsync(StateScope.Session(id))).OrderBy(static value => value.Key, StringComparer.Ordinal).Select(static value => $"{value.Key}={value.Value.Value}"),
            (await Checkpoints.ListCheckpointsAsync(id)).Select(static place => $"{place.Kind} {place.Label} {place.MessageIndex}"),
            (await Versions.ListVersionsAsync(id)).Select(static version => $"{version.Number}: {version.MessageCount}"),
            await store().FamilyAsync(id));
    }

    private static string Index(SessionCheckpoint? checkpoint) => checkpoint is null ? "null" : $"{checkpoint.MessageIndex}";

    private async Task<string> AppendAsync(string id, SessionMessage message) =>
        await store().AddMessageAsync(id, message.Role, message.Content) ? "Written" : "not written";

    private async Task<string> WriteAsync(TurnWrite turn) => $"{(await store().Require<ITurnLog>().WriteTurnAsync(turn)).Status}";

    private async Task<string> StartAsync(Func<ISessionBranching, ValueTask<string>> start)
    {
        try
        {
            return await start(store().Require<ISessionBranching>());
        }
        catch (Exception error) when (error is InvalidOperationException or ArgumentOutOfRangeException)
        {
            return "refused";
        }
    }

    private async Task<string> UndoAsync(string id)
    {
        var last = (await Checkpoints.ListCheckpointsAsync(id)).LastOrDefault(static place => place.Kind == CheckpointKind.Undo);
        return last is null ? "null" : Index(await Checkpoints.RevertToCheckpointAsync(id, last.Id));
    }

    private async Task<string> ForgetAsync(string id, int number)
    {
        var places = await Checkpoints.ListCheckpointsAsync(id);
        if (places.Count == 0) return "False";
        var place = places[number % places.Count];
        try
        {
            return $"{await Checkpoints.DeleteCheckpointAsync(id, place.Id)}";
        }
        catch (InvalidOperationException) when (place.Kind == CheckpointKind.Version)
        {
            var versions = places.Take(number % places.Count).Count(static one => one.Kind == CheckpointKind.Version);
            var version = (await Versions.ListVersionsAsync(id))[versions].Number;
            return $"version {version} {await Versions.DeleteVersionAsync(id, version)}";
        }
    }

    private async Task<string> SetAsync(StateScope scope, string key, int value) =>
        await State.SetStateAsync(scope, key, JsonSerializer.SerializeToElement(value)) is null ? "refused" : $"{value}";

    private async Task<string> RemoveAsync(string id, string key)
    {
        if (await store().SessionExistsAsync(id)) await State.SetStateAsync(StateScope.Session(id), key, null);
        return "";
    }

    private async Task<string> FindAsync(string id, string word)
    {
        var hits = await store().Require<ISessionSearch>().SearchAsync(new(word) { SessionId = id, Limit = 1_000, Neighbours = 0 });
        return string.Join(' ', hits.Select(static hit => hit.MessageIndex).Order());
    }

    private async Task<string> ReopenAsync()
    {
        await reopen();
        return "";
    }
}
