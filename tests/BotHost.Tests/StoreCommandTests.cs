using Bots.BotHost.Cli;
using Bots.HostUnderTest;
using Bots.Sessions;
using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.BotHost.Tests;

/// <summary>What an operator does with the store from the command line.</summary>
public sealed class StoreCommandTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Sessions_go_from_sqlite_through_a_file_into_json_and_the_hash_stays()
    {
        await using (var store = new SqliteSessionStore(new SqliteSessionOptions { Path = At("a.db") })) await store.AddMessageAsync("s", "user", "hello");
        var file = At("export.jsonl");

        var (code, said, _) = await RunAsync("export", file, $"--Sessions:Sqlite:Path={At("a.db")}");
        Assert.Equal(0, code);
        var (imported, told, _) = await RunAsync("import", file, "--Sessions:Store=json", $"--Sessions:Json:Directory={At("json")}");

        Assert.Equal(0, imported);
        Assert.Equal(said[said.IndexOf("hash", StringComparison.Ordinal)..], told[told.IndexOf("hash", StringComparison.Ordinal)..]);
        using var copy = new JsonSessionStore(new JsonSessionOptions { Directory = At("json") });
        Assert.Equal("hello", Assert.Single(await copy.GetChatHistoryAsync("s")).Content);
        Assert.Equal(1, (await RunAsync("export", file, $"--Sessions:Sqlite:Path={At("a.db")}")).Code);
    }

    [Fact]
    public async Task A_damaged_file_is_refused_in_one_sentence()
    {
        await File.WriteAllTextAsync(At("bad.jsonl"), "garbage\n");

        var (code, _, error) = await RunAsync("import", At("bad.jsonl"), $"--Sessions:Sqlite:Path={At("a.db")}");

        Assert.Equal(1, code);
        Assert.StartsWith("Line 1 of the export", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_not_there_is_not_made_by_looking()
    {
        var (code, _, error) = await RunAsync("analytics", $"--Sessions:Sqlite:Path={At("none.db")}");

        Assert.Equal(1, code);
        Assert.Contains("There is no store", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("none.db")));
    }

    [Fact]
    public async Task A_store_cut_to_nothing_is_named_by_a_check_and_left_alone()
    {
        await File.WriteAllBytesAsync(At("a.db"), []);

        var (code, said, _) = await RunAsync("check", $"--Sessions:Sqlite:Path={At("a.db")}");

        Assert.Equal(1, code);
        Assert.Contains("The file is empty: this is no database. Restore a backup, or remove the file to start anew.", said, StringComparison.Ordinal);
        Assert.Equal([At("a.db")], Directory.GetFiles(_folder.Path));
        Assert.Equal(0, new FileInfo(At("a.db")).Length);
    }

    [Theory]
    [InlineData("export", "out.jsonl")]
    [InlineData("import", "in.jsonl")]
    [InlineData("backup", "copy.db")]
    [InlineData("cleanup", null)]
    [InlineData("erase-user", "telegram_1")]
    [InlineData("analytics", null)]
    [InlineData("dead-letters list", null)]
    public async Task An_empty_file_is_no_store_to_any_command(string command, string? argument)
    {
        await File.WriteAllBytesAsync(At("a.db"), []);
        if (command == "import") await File.WriteAllTextAsync(At("in.jsonl"), "");
        var before = Directory.GetFiles(_folder.Path);

        var (code, said, error) = await RunAsync([.. command.Split(' '), .. argument is null ? Array.Empty<string>() : [argument.Contains('.', StringComparison.Ordinal) ? At(argument) : argument], $"--Sessions:Sqlite:Path={At("a.db")}"]);

        Assert.Equal((1, ""), (code, said));
        Assert.Contains("The file is empty: this is no database. Restore a backup, or remove the file to start anew.", error, StringComparison.Ordinal);
        Assert.Equal(before, Directory.GetFiles(_folder.Path));
        Assert.Equal(0, new FileInfo(At("a.db")).Length);
    }

    [Fact]
    public async Task A_dry_repair_lists_what_it_cannot_mend_and_fails_like_a_check()
    {
        await File.WriteAllBytesAsync(At("a.db"), []);
        var path = $"--Sessions:Sqlite:Path={At("a.db")}";

        var check = await RunAsync("check", path);
        var planned = await RunAsync("repair", "--dry-run", path);
        var mended = await RunAsync("repair", path);

        Assert.Equal((1, 1, 1), (check.Code, planned.Code, mended.Code));
        var problem = check.Output.Split('\n')[0].Trim();
        Assert.Equal([problem, "0 problems would be mended, 1 would be left."], planned.Output.Split('\n').Select(static line => line.Trim()));
        Assert.Equal([problem, "0 problems were mended, 1 are left."], mended.Output.Split('\n').Select(static line => line.Trim()));
    }

    [Fact]
    public async Task Damage_is_named_planned_mended_and_gone()
    {
        await using (var store = new SqliteSessionStore(new SqliteSessionOptions { Path = At("a.db"), LargeContentBytes = 10 }))
            await store.WriteTurnAsync(new("s") { Messages = [new("user", "a text that is too large for its row"), new("assistant", "short")] });
        var path = $"--Sessions:Sqlite:Path={At("a.db")}";
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={At("a.db")};Pooling=False"))
        {
            connection.Open();
            using var damage = connection.CreateCommand();
            damage.CommandText = "DELETE FROM body";
            damage.ExecuteNonQuery();
        }

        var (found, problem, _) = await RunAsync("check", path);
        var (_, planned, _) = await RunAsync("repair", "--dry-run", path);
        Assert.Equal(1, (await RunAsync("check", path)).Code);
        var (_, mended, _) = await RunAsync("repair", path);

        Assert.Equal(1, found);
        Assert.Contains("Unreadable: s: The message at index 0 has lost its large text.", problem, StringComparison.Ordinal);
        Assert.Contains("would be mended", planned, StringComparison.Ordinal);
        Assert.Contains("were mended", mended, StringComparison.Ordinal);
        Assert.Equal((0, "Nothing is wrong."), await CheckAsync(path));
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99999999")]
    [InlineData("1e300")]
    [InlineData("NaN")]
    public async Task An_age_that_no_calendar_has_is_refused_in_one_sentence(string days)
    {
        await using (var store = new SqliteSessionStore(new SqliteSessionOptions { Path = At("a.db") })) await store.AddMessageAsync("s", "user", "hello");

        var (code, _, error) = await RunAsync("cleanup", "--older-than-days", days, $"--Sessions:Sqlite:Path={At("a.db")}");

        Assert.Equal(1, code);
        Assert.Contains("--older-than-days", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erasing_and_analytics_speak_of_the_user_named()
    {
        await using (var store = new SqliteSessionStore(new SqliteSessionOptions { Path = At("a.db") }))
        {
            foreach (var user in new[] { "telegram_1", "telegram_2" })
                await store.WriteTurnAsync(new($"bot_{user}") { UserId = user, Messages = [new("user", "hi"), new("assistant", "hello")] });
        }

        var path = $"--Sessions:Sqlite:Path={At("a.db")}";
        Assert.Contains("answers       1", (await RunAsync("analytics", "--user", "telegram_1", path)).Output, StringComparison.Ordinal);
        Assert.Contains("1 sessions with 2 messages", (await RunAsync("erase-user", "telegram_1", path)).Output, StringComparison.Ordinal);
        Assert.Contains("answers       0", (await RunAsync("analytics", "--user", "telegram_1", path)).Output, StringComparison.Ordinal);
        Assert.Contains("answers       1", (await RunAsync("analytics", path)).Output, StringComparison.Ordinal);
        Assert.Contains("0 sessions would be erased", (await RunAsync("cleanup", "--older-than-days", "1", "--dry-run", path)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_an_erasure_cannot_reach_is_told_with_a_failing_code()
    {
        Directory.CreateDirectory(At("json"));
        await File.WriteAllTextAsync(At("json/a.json"), """{"session_id":"a","messages":[{"role":"user","content":"whose?"}],"crea""");
        Directory.CreateDirectory(At("json.before-restore-20260101-000000"));

        var (code, said, _) = await RunAsync("erase-user", "telegram_1", "--Sessions:Store=json", $"--Sessions:Json:Directory={At("json")}");

        Assert.Equal(1, code);
        Assert.Contains($"Not finished: {At("json/a.json")} is damaged", said, StringComparison.Ordinal);
        Assert.Contains($"Not finished: {At("json.before-restore-20260101-000000")} is what was there", said, StringComparison.Ordinal);
        Assert.DoesNotContain("whose?", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync(args, null, output, error);
        return (code, output.ToString().Trim(), error.ToString());
    }

    private static async Task<(int Code, string Output)> CheckAsync(string path) => await RunAsync("check", path) is var (code, output, _) ? (code, output) : default;

    private string At(string name) => Path.Combine(_folder.Path, name);
}
