using Bots.BotHost.Setup;
using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms;

/// <summary>No platform of ours escapes the suite.</summary>
public sealed class PlatformCoverageTests
{
    private static readonly Type[] Here = [.. typeof(PlatformCoverageTests).Assembly.GetTypes().Where(static type => !type.IsNested)];

    private static readonly PlatformFixture[] Fixtures =
        [.. Here.Where(static type => !type.IsAbstract && type.IsSubclassOf(typeof(PlatformFixture))).Select(static type => (PlatformFixture)Activator.CreateInstance(type)!)];

    [Fact]
    public void Every_platform_that_the_host_knows_has_a_fixture()
    {
        var known = typeof(IBotPlatform).Assembly.GetTypes().Where(static type => type is { IsAbstract: false } && type.IsAssignableTo(typeof(IBotPlatform)))
            .Select(static type => ((IBotPlatform)Activator.CreateInstance(type)!).Name);

        Assert.Equal(known.Order(), Fixtures.Select(static fixture => fixture.Platform).Order());
    }

    [Fact]
    public void Every_platform_keeps_every_group_of_promises_that_applies_to_it() =>
        Assert.Empty(Fixtures.SelectMany(static fixture => PlatformCoverage.FindGaps(fixture, Here)));

    [Fact]
    public void A_platform_without_any_test_class_is_noticed()
    {
        var gaps = PlatformCoverage.FindGaps(Fixtures.Single(static fixture => fixture.Platform == "web"), []);

        Assert.Contains(gaps, static gap => gap.Contains("web should keep the promises of AnswersContract", StringComparison.Ordinal));
        Assert.DoesNotContain(gaps, static gap => gap.Contains("GatingContract", StringComparison.Ordinal));
    }

    [Fact]
    public void A_promise_that_a_platform_cannot_keep_and_a_divergence_from_none_are_noticed()
    {
        var gaps = PlatformCoverage.FindGaps(Fixtures.Single(static fixture => fixture.Platform == "web"), [typeof(WebGating), typeof(Diverging)]);

        Assert.Contains(gaps, static gap => gap.StartsWith("WebGating makes promises of GatingContract for web", StringComparison.Ordinal));
        Assert.Contains(gaps, static gap => gap.StartsWith("Diverging declares a divergence from No_such_promise", StringComparison.Ordinal));
    }

#pragma warning disable CA1812, xUnit1000 // Looked at by these tests only, never made or run.
    private sealed class WebGating : Groups.GatingContract<Web.WebFixture>;

    [Divergence("No_such_promise", "for the test")]
    private sealed class Diverging : Groups.AnswersContract<Web.WebFixture>;
#pragma warning restore CA1812, xUnit1000
}
