namespace Bots.Sessions.Tests.Architecture;

/// <summary>The arrows between projects, and the packages each may use, so that they cannot drift.</summary>
public sealed class ArchitectureTests
{
    private static readonly Dictionary<string, string[]> Arrows = new()
    {
        ["Sessions"] = [],
        ["Sessions.Postgres"] = ["Sessions"],
        ["Sessions.Redis"] = ["Sessions"],
        ["Agents"] = ["Sessions"],
        ["Adapters"] = ["Sessions"],
        ["BotHost"] = ["Sessions", "Sessions.Postgres", "Sessions.Redis", "Agents", "Adapters"],
    };

    private static readonly Dictionary<string, string[]> Packages = new()
    {
        ["Sessions"] = ["Microsoft.Data.Sqlite.Core", "SQLitePCLRaw.bundle_e_sqlite3", "Dapper"],
        ["Sessions.Postgres"] = ["Npgsql", "Dapper"],
        ["Sessions.Redis"] = [],
        ["Agents"] = ["OpenAI", "Anthropic", "ModelContextProtocol.Core"],
        ["Adapters"] = ["Markdig"],
        ["BotHost"] = ["System.CommandLine", "Spectre.Console", "OpenTelemetry", "OpenTelemetry.Exporter.OpenTelemetryProtocol"],
    };

    public static TheoryData<string> Products => [.. Solution.Projects.Where(static project => project.IsProduct).Select(static project => project.Name)];

    public static TheoryData<string> All => [.. Solution.Projects.Select(static project => project.Name)];

    [Fact]
    public void The_projects_are_found() => Assert.Superset(new HashSet<string> { "Sessions", "Agents", "Adapters", "BotHost" }, Solution.Projects.Where(static project => project.IsProduct).Select(static project => project.Name).ToHashSet());

    [Theory]
    [MemberData(nameof(Products))]
    public void A_project_references_only_what_it_may(string name) => Assert.Subset(Allowed(Arrows, name), Project(name).References.ToHashSet());

    [Theory]
    [MemberData(nameof(Products))]
    public void A_project_uses_only_the_packages_it_may(string name) =>
        Assert.Subset(Allowed(Packages, name), Project(name).Packages.Where(static package => !package.StartsWith("Microsoft.Extensions.", StringComparison.Ordinal)).ToHashSet());

    [Theory]
    [MemberData(nameof(Products))]
    public void A_project_has_its_tests(string name) => Assert.Contains($"{name}.Tests", Solution.Projects.Select(static project => project.Name));

    [Theory]
    [MemberData(nameof(All))]
    public void Versions_of_packages_stand_in_one_place(string name) =>
        Assert.DoesNotContain(Project(name).Xml.Descendants("PackageReference"), static item => item.Attribute("Version") is not null || item.Attribute("VersionOverride") is not null);

    [Theory]
    [MemberData(nameof(All))]
    public void A_project_belongs_to_the_solution(string name) =>
        Assert.Contains($"\\{name}.csproj\"", File.ReadAllText(Path.Combine(Solution.Root, "Bots.sln")), StringComparison.Ordinal);

    private static SolutionProject Project(string name) => Solution.Projects.Single(project => project.Name == name);

    private static HashSet<string> Allowed(Dictionary<string, string[]> rules, string name) =>
        rules.TryGetValue(name, out var allowed) ? [.. allowed] : throw new InvalidOperationException($"{name} is a new project: say in this test what it may use.");
}
