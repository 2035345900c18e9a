using System.Text.Json;
using Bots.Sessions.Delivery;

namespace Bots.Sessions.Conformance;

/// <summary>The promises of <see cref="IStoreBackup"/>.</summary>
[ContractGroup(
    typeof(IStoreBackup), typeof(ITurnLog), typeof(ISessionState), typeof(ISessionCheckpoints), typeof(ISessionVersions), typeof(IInbox), typeof(IOutbox), typeof(ISessionCatalog), typeof(ISessionBranching),
    NeedsRestart = true)]
public abstract class BackupContract<TFixture> : StoreContract<TFixture>, IDisposable
    where TFixture : StoreFixture, new()
{
    private readonly string _folder = Directory.CreateTempSubdirectory("bots-backup-").FullName;
    private readonly string _first = Some.Session();
    private readonly string _second = Some.Session();

    private IStoreBackup Backup => Store.Require<IStoreBackup>();

    private string Copy => Path.Combine(_folder, "copy");

    [Promise]
    public async Task A_restore_brings_everything_back_as_it_was_at_the_backup()
    {
        await FillAsync();
        var before = await DescribeAsync();
        var made = await Backup.BackUpAsync(Copy);
        await ChangeAsync();
        Assert.NotEqual(before, await DescribeAsync());

        var restored = await Backup.RestoreAsync(Copy);

        Assert.Equal(before, await DescribeAsync());
        Assert.Equal((Copy, 2, 4L), (made.Path, made.Sessions, made.Messages));
        Assert.Equal((2, 4L), (restored.Sessions, restored.Messages));
        Assert.True(made.Bytes > 0);
        await ReopenAsync();
        Assert.Equal(before, await DescribeAsync());
    }

    [Promise]
    public async Task A_restored_store_goes_on_and_its_backup_can_be_restored_again()
    {
        await FillAsync();
        var before = await DescribeAsync();
        await Backup.BackUpAsync(Copy);
        for (var round = 0; round < 2; round++)
        {
            await ChangeAsync();
            await Backup.RestoreAsync(Copy);
            Assert.Equal(before, await DescribeAsync());
        }

        await Store.AddAsync(_first, "on and on");

        Assert.Equal(["zebra", "answer", "on and on"], await Store.ContentsAsync(_first));
    }

    [Promise]
    public async Task What_was_there_before_a_restore_is_kept_beside_the_store()
    {
        await FillAsync();
        await Backup.BackUpAsync(Copy);
        await ChangeAsync();
        var changed = await DescribeAsync();

        var restored = await Backup.RestoreAsync(Copy);
        await Backup.RestoreAsync(restored.Path);

        Assert.Equal(changed, await DescribeAsync());
        Assert.NotEqual(Copy, restored.Path);
    }

    [Promise]
    public async Task A_backup_beside_forks_and_deletes_holds_every_tree_as_it_was_at_one_moment()
    {
        await FillAsync();
        var trees = Store.Require<ISessionBranching>();
        var (copies, stop) = (Enumerable.Range(0, 4).Select(number => Path.Combine(_folder, $"{number}")).ToList(), 0);
        var writers = new[] { _first, _second }.Select(parent => Task.Run(async () =>
        {
            while (Volatile.Read(ref stop) == 0)
            {
                var fork = await trees.ForkSessionAsync(parent);
                await trees.ForkSessionAsync(fork);
                await Store.DeleteSessionAsync(fork);
            }
        })).ToArray();

        foreach (var copy in copies) await Backup.BackUpAsync(copy);
        Volatile.Write(ref stop, 1);
        await Task.WhenAll(writers);

        foreach (var copy in copies)
        {
            await Backup.RestoreAsync(copy);
            if (Store.Find<IStoreIntegrity>() is { } integrity) Assert.Empty(await integrity.CheckIntegrityAsync());
            await foreach (var data in Store.Require<ISessionCatalog>().ListSessionsAsync())
            {
                var family = await Store.FamilyAsync(data.Id);
                foreach (var child in family.Children) Assert.Equal(data.Id, (await Store.FamilyAsync(child)).ParentId);
                if (family.ParentId is { } parent) Assert.Contains(data.Id, (await Store.FamilyAsync(parent)).Children);
            }
        }
    }

    [Promise]
    public async Task Another_store_on_the_same_data_sees_a_restore_at_once()
    {
        if (!Fixture.IsSharedByInstances) return;
        await FillAsync();
        await Backup.BackUpAsync(Copy);
        var other = await OpenAnotherAsync();
        await other.AddAsync(_first, "later");
        await other.Require<IInbox>().AcceptAsync([Some.Inbound(_first)], "other");

        await Backup.RestoreAsync(Copy);

        Assert.Equal(["zebra", "answer"], await other.ContentsAsync(_first));
        Assert.Single(await other.Require<IInbox>().ListAsync(InboxState.Open));
        Assert.NotNull(Assert.Single(await other.Require<IInbox>().AcceptAsync([Some.Inbound(_first)], "other")));
    }

    [Promise]
    public async Task Writers_go_on_and_everything_acknowledged_before_is_in_it()
    {
        using var stop = new CancellationTokenSource();
        var acknowledged = 0;
        var writer = Task.Run(async () =>
        {
            for (var number = 0; !stop.IsCancellationRequested; number++)
            {
                await Store.Require<ITurnLog>().WriteTurnAsync(new(_first) { Messages = [new("user", $"{number}"), new("assistant", $"{number}")] });
                Interlocked.Exchange(ref acknowledged, number + 1);
            }
        });
        while (Volatile.Read(ref acknowledged) < 3) await Task.Yield();

        var least = Volatile.Read(ref acknowledged);
        var made = await Backup.BackUpAsync(Copy);
        await stop.CancelAsync();
        await writer;
        await Backup.RestoreAsync(Copy);

        var contents = await Store.ContentsAsync(_first);
        Assert.InRange(contents.Length, 2 * least, 2 * acknowledged);
        Assert.Equal(contents.Length, made.Messages);
        Assert.Equal(Enumerable.Range(0, contents.Length).Select(static index => $"{index / 2}"), contents);
    }

    [Promise]
    public async Task A_path_that_is_taken_or_nowhere_is_refused_and_nothing_is_left_behind()
    {
        await FillAsync();
        await File.WriteAllTextAsync(Path.Combine(_folder, "file"), "mine");
        Directory.CreateDirectory(Path.Combine(_folder, "taken"));

        foreach (var name in new[] { "file", "taken", Path.Combine("missing", "copy") })
            await Assert.ThrowsAsync<SessionStoreException>(() => Backup.BackUpAsync(Path.Combine(_folder, name)).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Backup.BackUpAsync(Copy, new CancellationToken(canceled: true)).AsTask());

        Assert.Equal(["file", "taken"], Directory.EnumerateFileSystemEntries(_folder).Select(static path => Path.GetFileName(path)!).Order(StringComparer.Ordinal));
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(_folder, "file")));
        Assert.Empty(Directory.EnumerateFileSystemEntries(Path.Combine(_folder, "taken")));
    }

    [Promise]
    public async Task What_is_no_whole_backup_is_refused_and_the_store_is_as_it_was()
    {
        await FillAsync();
        await Backup.BackUpAsync(Copy);
        await ChangeAsync();
        var before = await DescribeAsync();
        Damage(Copy);
        await File.WriteAllTextAsync(Path.Combine(_folder, "text"), "no backup at all");
        Directory.CreateDirectory(Path.Combine(_folder, "empty"));

        foreach (var name in new[] { "copy", "text", "empty", "nowhere" })
            await Assert.ThrowsAsync<SessionStoreException>(() => Backup.RestoreAsync(Path.Combine(_folder, name)).AsTask());

        Assert.Equal(before, await DescribeAsync());
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    private static void Damage(string path)
    {
        foreach (var file in File.Exists(path) ? [path] : Directory.GetFiles(path, "*", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(file);
            File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        }
    }

    private async Task FillAsync()
    {
        await Store.Require<ITurnLog>().WriteTurnAsync(new(_first) { UserId = "u", Messages = [new("user", "zebra"), new("assistant", "answer")] });
        await Store.AddAsync(_second, "0", "1");
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(_first), "key", JsonSerializer.SerializeToElement(1));
        await Store.Require<ISessionState>().SetStateAsync(StateScope.User("u"), "key", JsonSerializer.SerializeToElement(1));
        await Store.MarkAsync(_first, "here");
        await Store.Require<ISessionVersions>().SaveVersionAsync(_first, "one");
        await Store.Require<IInbox>().AcceptAsync([Some.Inbound(_first, payload: "open")], "host");
        await Store.Require<IOutbox>().EnqueueAsync([Some.Reply("waiting")], "host");
    }

    private async Task ChangeAsync()
    {
        await Store.RevertAsync(_first, 0);
        await Store.AddAsync(_first, "changed");
        await Store.DeleteSessionAsync(_second);
        await Store.AddAsync(Some.Session(), "new");
        await Store.Require<ISessionState>().SetStateAsync(StateScope.Session(_first), "key", JsonSerializer.SerializeToElement(2));
        await Store.Require<ISessionState>().SetStateAsync(StateScope.User("u"), "key", null);
        await Store.Require<ISessionState>().SetStateAsync(StateScope.App, "key", JsonSerializer.SerializeToElement(2));
        await Store.Require<IInbox>().AcceptAsync([Some.Inbound(payload: "another")], "host");
        foreach (var entry in await Store.Require<IOutbox>().PendingAsync("host")) await Store.Require<IOutbox>().UpdateAsync(entry.Id, new DeliveryOutcome.Delivered("r"));
    }

    private async Task<string> DescribeAsync()
    {
        var said = new List<string>();
        await foreach (var data in Store.Require<ISessionCatalog>().ListSessionsAsync()) said.Add($"{data.Id} {data.UserId} {string.Join(',', await Store.ContentsAsync(data.Id))}");
        said.Sort(StringComparer.Ordinal);
        foreach (var scope in new[] { StateScope.App, StateScope.User("u"), StateScope.Session(_first) })
            said.AddRange((await Store.Require<ISessionState>().ListStateAsync(scope)).Select(value => $"{scope.Kind} {value.Key}={value.Value.Value}"));
        said.AddRange(await Store.LabelsAsync(_first));
        said.AddRange((await Store.Require<ISessionVersions>().ListVersionsAsync(_first)).Select(static version => version.Description));
        said.AddRange((await Store.Require<IInbox>().ListAsync(InboxState.Open)).Select(static entry => entry.Message.Payload));
        said.AddRange(await Store.Require<IOutbox>().PayloadsAsync("host"));
        return string.Join('\n', said);
    }
}
