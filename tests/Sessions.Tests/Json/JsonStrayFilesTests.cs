using System.IO.Compression;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bots.Sessions.Conformance;
using Bots.Sessions.Tests.Conditions;

namespace Bots.Sessions.Tests.Json;

/// <summary>What others put into the folder of a store: erasing a user erases it or names it, and nothing of it holds the store up.</summary>
public sealed class JsonStrayFilesTests : IDisposable
{
    private const string User = "telegram_1";
    private const string Copy = """{"session_id":"a","user_id":"telegram_1","messages":[{"role":"user","content":"secret"}]}""";

    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly JsonFolder _folder = new();

    public static TheoryData<string, byte[]> Copies => new()
    {
        { "copy.json", Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes(Copy)).ToArray() },
        { "a.json.old", Encoding.Unicode.GetBytes(Copy) },
        { "copy.txt", Encoding.BigEndianUnicode.GetBytes(Copy) },
        { "spaced.txt", Encoding.UTF8.GetBytes(Copy.Replace("\":\"", "\"  \r\n\t:  \"", StringComparison.Ordinal)) },
        { "wide.txt", Encoding.UTF8.GetBytes(Copy.Replace("\"user_id\":", "\"user_id\"" + new string(' ', 3_000) + ":", StringComparison.Ordinal)) },
        { "copy.lock", Encoding.UTF8.GetBytes(Copy) },
        { "copy.json.lock", Encoding.UTF8.GetBytes(Copy) },
        { "b.json.lock", Encoding.UTF8.GetBytes(Copy) },
        { "list.json", Encoding.UTF8.GetBytes($"[{Copy}]") },
        { "dump.json", Encoding.UTF8.GetBytes($$"""{"sessions":[{{Copy}}]}""") },
        { "quoted.log", Encoding.UTF8.GetBytes(JsonSerializer.Serialize(Copy)) },
        { "escaped.log", Encoding.UTF8.GetBytes(Copy.Replace("\"", "\\\"", StringComparison.Ordinal)) },
        { "copy.py", Encoding.UTF8.GetBytes(Copy.Replace('"', '\'')) },
        { "copy.yaml", Encoding.UTF8.GetBytes("messages:\n- content: secret\nuser_id: telegram_1\n") },
        { "b.json.corrupt-1", Encoding.UTF8.GetBytes("""{"session_id":"b","user_id":"telegram_2","messages":[{"content":"secret"}],"metadata":{"bots_taken_over":[{"session":"a","user":"telegram_1"}]}}""") },
        { ".bots/copy.json", Encoding.UTF8.GetBytes(Copy) },
        { ".bots/state/app.json.bak", Encoding.UTF8.GetBytes(Copy) },
        { "deep/er/copy", Encoding.UTF8.GetBytes(Copy) },
        { "copies.gz", Packed() },
    };

    [Theory]
    [MemberData(nameof(Copies))]
    public async Task A_copy_in_whatever_spelling_and_place_is_named(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder.Path(name))!);
        await File.WriteAllBytesAsync(_folder.Path(name), bytes);
        using var store = _folder.Open();
        await store.Require<ITurnLog>().WriteTurnAsync(new("b") { UserId = "telegram_2", Messages = [new("user", "mine")] });

        var report = await store.Require<ISessionRetention>().EraseUserAsync(User);

        Assert.Contains(_folder.Path(name), Assert.Single(report.Remaining), StringComparison.Ordinal);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(_folder.Path(name)));
        Assert.DoesNotContain((await store.Require<ISessionRetention>().EraseUserAsync("telegram_11")).Remaining, static line => line.Contains("holds something of this user", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("tele\u00e9\"1")]
    [InlineData("\u7528\u6237 1")]
    [InlineData("a\\b")]
    public async Task An_id_is_found_however_its_letters_are_escaped(string user)
    {
        var spelt = JsonSerializer.Serialize(new { user_id = user });
        var raw = JsonSerializer.Serialize(new { user_id = user }, Readable);
        _folder.Write("1.txt", spelt);
        _folder.Write("2.txt", spelt.ToLowerInvariant());
        _folder.Write("3.txt", raw);
        await File.WriteAllTextAsync(_folder.Path("4.txt"), raw, Encoding.Unicode);
        _folder.Write("5.txt", JsonSerializer.Serialize(raw, Readable));
        using var store = _folder.Open();

        var report = await store.Require<ISessionRetention>().EraseUserAsync(user);

        Assert.Equal(5, report.Remaining.Count);
    }

    [Fact]
    public async Task A_copy_under_another_name_is_no_second_session()
    {
        using var store = _folder.Open();
        await store.Require<ITurnLog>().WriteTurnAsync(new("a") { UserId = User, Messages = [new("user", "secret")] });
        foreach (var name in new[] { "zz.json", Bots.Sessions.Json.Files.SessionFileName.Candidates("a").Last() }) File.Copy(_folder.Path("a.json"), _folder.Path(name));
        _folder.Write("b c.json", """{"session_id":"elsewhere","messages":[{"role":"user","content":"x"}]}""");

        Assert.Equal(["a"], await store.Require<ISessionCatalog>().ListSessionsAsync().Select(static data => data.Id).ToListAsync());
        Assert.Single(await store.Require<ISessionSearch>().SearchAsync(new("secret") { Everyone = true }));
        Assert.Contains(_folder.Log.Entries, static entry => entry.Text.Contains("zz.json says that it is session a", StringComparison.Ordinal));
        var report = await store.Require<ISessionRetention>().EraseUserAsync(User);

        Assert.Equal((1, 1), (report.Sessions, report.Messages));
        Assert.Empty(report.Remaining);
        Assert.False(_folder.Holds("secret"));
    }

    [Fact]
    public async Task What_is_just_being_written_for_another_session_is_not_named()
    {
        using var store = _folder.Open();
        await store.Require<ITurnLog>().WriteTurnAsync(new("a") { UserId = User, Messages = [new("user", "secret")] });
        using var writing = new FileStream(_folder.Path("b.json.bots-tmp"), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        writing.Write("""{"session_id":"b","user_id":"telegram_2","messages":["""u8);
        writing.Flush();

        var report = await store.Require<ISessionRetention>().EraseUserAsync(User);

        Assert.Equal(1, report.Sessions);
        Assert.Empty(report.Remaining);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_half_written_for_the_user_is_named_when_nobody_goes_on_with_it(bool goesOn)
    {
        using var store = _folder.Open(static options => options.LockTimeout = TimeSpan.FromMinutes(1));
        await store.AddAsync("b", "mine");
        var held = new FileStream(_folder.Path("c.json.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        File.SetLastWriteTimeUtc(held.SafeFileHandle, DateTime.UnixEpoch);
        _folder.Write("c.json.bots-tmp", Copy[..^20]);

        var erasing = store.Require<ISessionRetention>().EraseUserAsync(User).AsTask();
        await Fakes.Eventually.TrueAsync(() => File.GetLastWriteTimeUtc(_folder.Path("c.json.lock")) > DateTime.UnixEpoch, "the store asks for the lock");
        if (goesOn) File.Delete(_folder.Path("c.json.bots-tmp"));
        await held.DisposeAsync();

        Assert.Equal(goesOn ? 0 : 1, (await erasing).Remaining.Count);
    }

    [Fact]
    public async Task Files_that_only_look_like_it_are_not_named()
    {
        _folder.Write("1.txt", """{"user_id":"telegram_12","super_user":"telegram_1","text":"telegram_1"}""");
        _folder.Write("2.txt", """{"user_id":"telegram_2","name":"user_id telegram_1"}""");
        _folder.Write("empty.lock", "");
        using var store = _folder.Open();

        Assert.Empty((await store.Require<ISessionRetention>().EraseUserAsync(User)).Remaining);
    }

    [Fact]
    public async Task What_stands_across_two_pieces_of_a_file_is_found()
    {
        for (var shift = 0; shift < 40; shift += 3) _folder.Write($"{shift}.txt", new string(' ', (1 << 20) - shift) + "\"user_id\" : \"telegram_1\"");
        using var store = _folder.Open();

        Assert.Equal(14, (await store.Require<ISessionRetention>().EraseUserAsync(User)).Remaining.Count);
    }

    [Fact]
    public async Task A_pipe_and_a_socket_hold_nothing_up_and_are_named()
    {
        if (OperatingSystem.IsWindows()) return;
        foreach (var name in new[] { "pipe.json", "a.json", "pipe", ".bots/pipe.json", "b.json.bak" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.Path(name))!);
            Assert.Equal(0, MakePipe(_folder.Path(name), 0x180));
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(_folder.Path("socket.json")));
        File.CreateSymbolicLink(_folder.Path("endless.json"), "/dev/zero");
        File.CreateSymbolicLink(_folder.Path("nowhere"), "/nowhere/at/all");
        using var store = _folder.Open();

        await store.Require<ITurnLog>().WriteTurnAsync(new("a") { UserId = User, Messages = [new("user", "secret")] });
        Assert.Equal(["a"], await store.Require<ISessionCatalog>().ListSessionsAsync().Select(static data => data.Id).ToListAsync());
        Assert.Empty(await store.Require<IStoreIntegrity>().CheckIntegrityAsync());
        await store.Require<IStoreBackup>().BackUpAsync(_folder.Root + ".copy");
        await store.Require<IStoreBackup>().RestoreAsync(_folder.Root + ".copy");
        var report = await store.Require<ISessionRetention>().EraseUserAsync(User);

        Assert.Equal(1, report.Sessions);
        foreach (var name in new[] { "pipe.json", "a.json", "pipe", ".bots/pipe.json", "b.json.bak", "socket.json", "endless.json" })
            Assert.Single(report.Remaining, line => line.StartsWith(_folder.Path(name) + " ", StringComparison.Ordinal));
        Assert.Equal(8, report.Remaining.Count);
        Assert.DoesNotContain(_folder.Names(), static name => name.StartsWith("a-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_file_with_the_ending_of_sessions_that_no_memory_could_hold_is_read_in_pieces_and_named()
    {
        foreach (var (name, begin) in new[] { ("huge.json", "["), ("huger.json", "{\"data\":\"") })
        {
            using var file = File.Create(_folder.Path(name));
            file.Write(Encoding.UTF8.GetBytes(begin));
            file.Position = (long)Array.MaxLength + 1;
            file.Write("\"user_id\" :\"telegram_1\""u8);
        }

        using var store = _folder.Open();
        await store.AddAsync("huge", "mine");

        var report = await store.Require<ISessionRetention>().EraseUserAsync(User);

        Assert.Equal(2, report.Remaining.Count);
        Assert.Equal(["mine"], await store.ContentsAsync("huge"));
        Assert.Empty(await store.Require<IStoreIntegrity>().CheckIntegrityAsync());
    }

    [Fact]
    public async Task A_session_as_large_as_that_is_one_all_the_same()
    {
        _folder.Write("a.json", $$"""{"title":"first","session_id":"a","messages":[{"role":"user","content":"{{new string('x', 70_000_000)}}"}]}""");
        using var store = _folder.Open();

        Assert.Equal(70_000_000, Assert.Single(await store.ContentsAsync("a")).Length);
    }

    [OrdinaryUserFact]
    public async Task What_this_process_may_not_read_is_named()
    {
        _folder.Write("closed.txt", Copy);
        _folder.Write("closed.json.bak", Copy);
        Directory.CreateDirectory(_folder.Path("sub"));
        _folder.Write("sub/copy.txt", Copy);
        if (OperatingSystem.IsWindows()) return;
        foreach (var name in new[] { "closed.txt", "closed.json.bak", "sub" }) File.SetUnixFileMode(_folder.Path(name), UnixFileMode.None);
        using var store = _folder.Open();

        var report = await store.Require<ISessionRetention>().EraseUserAsync(User);

        File.SetUnixFileMode(_folder.Path("sub"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Assert.Equal(3, report.Remaining.Count);
    }

    [Fact]
    public async Task A_list_in_a_folder_of_somebody_else_is_no_damage_to_be_repaired()
    {
        Directory.CreateDirectory(_folder.Path("sub"));
        _folder.Write("sub/list.json", "[1, 2]");
        using var store = _folder.Open();

        Assert.Empty(await store.Require<IStoreIntegrity>().CheckIntegrityAsync());
        Assert.Empty(await store.Require<IStoreIntegrity>().RepairAsync());

        Assert.Equal("[1, 2]", _folder.Read("sub/list.json"));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Packed()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(Copy));
        return packed.ToArray();
    }

    [DllImport("libc", EntryPoint = "mkfifo")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakePipe([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
