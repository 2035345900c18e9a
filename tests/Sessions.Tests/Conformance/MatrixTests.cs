using Bots.Sessions.Conformance;
using Bots.Sessions.Tests.Architecture;

namespace Bots.Sessions.Tests.Conformance;

/// <summary>README shows what each store is tested for, and shows it as it is.</summary>
public sealed class MatrixTests
{
    private const string Begin = "<!-- suite: begin -->\n";
    private const string End = "<!-- suite: end -->";

    /// <summary>Set it to write the table into README.</summary>
    private const string Update = "BOTS_UPDATE_README";

    [Fact]
    public void The_table_in_README_is_that_of_the_suite()
    {
        var path = Path.Combine(Solution.Root, "README.md");
        var readme = File.ReadAllText(path);
        var (from, to) = (readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, readme.IndexOf(End, StringComparison.Ordinal));
        var table = "\n" + SuiteMatrix.Render(
            typeof(MatrixTests).Assembly, ("sqlite", typeof(Sqlite.SqliteStoreFixture)), ("json", typeof(Json.JsonStoreFixture)),
            ("memory", typeof(Memory.MemoryStoreFixture)), ("five methods only", typeof(Custom.FortyLineFixture))) + "\n";
        if (Environment.GetEnvironmentVariable(Update) is { Length: > 0 }) File.WriteAllText(path, readme = readme[..from] + table + readme[to..]);

        to = readme.IndexOf(End, StringComparison.Ordinal);
        Assert.True(readme[from..to] == table, $"README does not show the suite as it is: run this test with {Update}=1 and commit what it writes.");
    }
}
