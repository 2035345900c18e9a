using System.Reflection;

namespace Bots.BotHost.Tests;

public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Bots.Sessions")]
    [InlineData("Bots.Agents", "Bots.Sessions")]
    [InlineData("Bots.Adapters", "Bots.Sessions")]
    [InlineData("Bots.BotHost", "Bots.Sessions", "Bots.Agents", "Bots.Adapters")]
    public void A_project_references_only_what_the_architecture_allows(string project, params string[] allowed)
    {
        var references = Assembly.Load(project).GetReferencedAssemblies().Select(static name => name.Name!).Where(static name => name.StartsWith("Bots.", StringComparison.Ordinal));

        Assert.Empty(references.Except(allowed));
    }
}
