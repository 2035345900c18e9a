using System.Text.Json.Nodes;
using Bots.Sessions.Conformance;
using Bots.Sessions.Json;

namespace Bots.Sessions.Tests.Json;

/// <summary>Trees and snapshots in the shape that other programs read and write.</summary>
public sealed class JsonSnapshotTests : IDisposable
{
    private readonly JsonFolder _folder = new();

    [Fact]
    public async Task A_snapshot_has_the_keys_of_the_format()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "1");

        var made = await store.MarkAsync("a", "here");

        var entry = Snapshots()[0]!;
        Assert.Equal((made.Id, "a", 1, "here"), ((string?)entry["id"], (string?)entry["session_id"], (int)entry["message_index"]!, (string?)entry["label"]));
        Assert.Equal(_folder.Clock.GetUtcNow().ToUnixTimeSeconds(), (double)entry["created_at"]!);
        Assert.Null(entry["invalidated"]);
        Assert.NotNull(entry["metadata"]);
    }

    [Fact]
    public async Task A_fork_has_the_keys_of_the_format()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "1");

        await store.Require<ISessionBranching>().ForkSessionAsync("a", 0, "What if", "b");

        var fork = _folder.ReadObject("b.json");
        Assert.Equal(("a", "0", "What if"), ((string?)fork["parent_id"], (string?)fork["forked_from_message_id"], (string?)fork["title"]));
        Assert.Equal("b", (string?)_folder.ReadObject("a.json")["children_ids"]![0]);
    }

    [Fact]
    public async Task A_snapshot_of_another_program_is_gone_back_to()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "1", "2");
        Change(session => session["snapshots"] = Foreign());

        var listed = Assert.Single(await store.Require<ISessionCheckpoints>().ListCheckpointsAsync("a"));
        await store.RevertAsync("a", "theirs");

        Assert.Equal(("s1", 1, CheckpointKind.Manual), (listed.Id, listed.MessageIndex, listed.Kind));
        Assert.Equal(["0", "1"], await store.ContentsAsync("a"));
        Assert.Equal("kept", (string?)Snapshots()[0]!["metadata"]!["who"]);
    }

    [Fact]
    public async Task A_snapshot_that_another_program_declared_invalid_is_left_alone()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "1", "2");
        Change(session => (session["snapshots"] = Foreign())[0]!["invalidated"] = true);

        Assert.Empty(await store.LabelsAsync("a"));
        await store.RevertAsync("a", 0);

        Assert.True((bool)Snapshots()[0]!["invalidated"]!);
    }

    [Fact]
    public async Task A_snapshot_keeps_its_messages_when_old_ones_are_erased()
    {
        using var store = _folder.Open(static options => options.MaxMessages = 3);
        await store.AddAsync("a", "0", "1", "2");
        await store.MarkAsync("a", "here");
        await store.AddAsync("a", "3", "4", "5", "6");

        Assert.Equal(["4", "5", "6"], await store.ContentsAsync("a"));
        Assert.True((bool)Snapshots()[0]!["invalidated"]!);
        await store.RevertAsync("a", "here");

        Assert.Equal(["0", "1", "2"], await store.ContentsAsync("a"));
        Assert.False((bool)Snapshots()[0]!["invalidated"]!);
    }

    [Fact]
    public async Task Where_another_program_removed_old_messages_the_place_stays_right()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "1", "2", "3");
        await store.RevertAsync("a", 2);
        await store.MarkAsync("a", "here");
        await store.AddAsync("a", "4", "5");
        Change(static session => session["messages"]!.AsArray().RemoveAt(0));

        await store.RevertAsync("a", "here");

        Assert.Equal(["1", "2"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task Where_another_program_removed_the_message_itself_the_snapshot_is_gone_rather_than_wrong()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "1");
        await store.MarkAsync("a", "here");
        await store.AddAsync("a", "2", "3");
        Change(static session => session["messages"]!.AsArray().RemoveAt(1));

        Assert.Empty(await store.LabelsAsync("a"));
        Assert.Null(await store.Require<ISessionCheckpoints>().RevertToCheckpointAsync("a", "here"));
        Assert.Equal(["0", "2", "3"], await store.ContentsAsync("a"));
    }

    [Fact]
    public async Task What_only_a_snapshot_kept_is_gone_from_the_files_with_it()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "secret");
        var undo = await store.RevertAsync("a", 0);
        Assert.True(_folder.Holds("secret"));

        await store.Require<ISessionCheckpoints>().DeleteCheckpointAsync("a", undo.Id);

        Assert.False(_folder.Holds("secret"));
    }

    [Fact]
    public async Task Trimming_erases_what_no_checkpoint_stands_for_and_a_checkpoint_keeps_the_rest_until_it_is_removed()
    {
        using var store = _folder.Open(static options => options.MaxMessages = 2);
        await store.AddAsync("a", "kept 0", "kept 1");
        var mark = await store.MarkAsync("a");
        await store.Require<ISessionVersions>().SaveVersionAsync("a", "v");
        await store.AddAsync("a", "lost 2", "3", "4");

        Assert.Equal(["3", "4"], await store.ContentsAsync("a"));
        Assert.Equal((false, true), (_folder.Holds("lost 2"), _folder.Holds("kept 0")));

        await store.Require<ISessionCheckpoints>().DeleteCheckpointAsync("a", mark.Id);
        Assert.True(_folder.Holds("kept 0"));
        await store.Require<ISessionVersions>().DeleteVersionAsync("a", 1);
        Assert.False(_folder.Holds("kept 0"));
    }

    [Fact]
    public async Task Clearing_erases_what_snapshots_kept()
    {
        using var store = _folder.Open();
        await store.AddAsync("a", "0", "secret");
        await store.RevertAsync("a", 0);

        await store.ClearSessionAsync("a");

        Assert.False(_folder.Holds("secret"));
    }

    [Fact]
    public void The_name_known_to_the_formats_users_offers_trees_and_snapshots()
    {
        using var store = new HierarchicalSessionStore(new JsonSessionOptions { Directory = _folder.Root });
        using var shared = new HierarchicalSessionStore();

        Assert.NotNull(store.Branching);
        Assert.NotNull(store.Checkpoints);
        Assert.EndsWith(Path.Combine(".praisonai", "sessions"), shared.Location, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static JsonArray Foreign() => JsonNode.Parse(
        """[{"id": "s1", "session_id": "a", "message_index": 1, "created_at": 1767225600.5, "label": "theirs", "metadata": {"who": "kept"}}]""")!.AsArray();

    private JsonArray Snapshots() => _folder.ReadObject("a.json")["snapshots"]!.AsArray();

    private void Change(Action<JsonObject> change)
    {
        var session = _folder.ReadObject("a.json");
        change(session);
        _folder.Write("a.json", session.ToJsonString());
    }
}
