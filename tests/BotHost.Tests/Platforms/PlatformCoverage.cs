using System.Reflection;
using Bots.Sessions.Conformance;

namespace Bots.BotHost.Tests.Platforms;

/// <summary>Finds the groups that a platform should have been tested with and was not, so that nothing passes by being left out.</summary>
internal static class PlatformCoverage
{
    /// <summary>What is missing for a platform, one sentence each; empty when all is well.</summary>
    public static IReadOnlyList<string> FindGaps(PlatformFixture platform, IReadOnlyList<Type> tests)
    {
        var derived = tests.Where(test => !test.IsAbstract && GroupOf(test) is not null && GenericBaseOf(test)!.GetGenericArguments()[0] == platform.GetType()).ToList();
        return
        [
            .. Groups().Where(group => group.GetCustomAttribute<PlatformGroupAttribute>()!.AppliesTo(platform) && !derived.Exists(test => GroupOf(test) == group))
                .Select(group => $"{platform.Platform} should keep the promises of {Name(group)}, but no test class derives it with {platform.GetType().Name}."),
            .. derived.Where(test => !GroupOf(test)!.GetCustomAttribute<PlatformGroupAttribute>()!.AppliesTo(platform))
                .Select(test => $"{test.Name} makes promises of {Name(GroupOf(test)!)} for {platform.Platform}, which does not offer what they need."),
            .. derived.SelectMany(UnknownDivergences),
        ];
    }

    /// <summary>The groups of the suite.</summary>
    public static IEnumerable<Type> Groups() => typeof(PlatformCoverage).Assembly.GetTypes().Where(static type => type.IsDefined(typeof(PlatformGroupAttribute), false));

    private static Type? GroupOf(Type test) => GenericBaseOf(test)?.GetGenericTypeDefinition();

    private static Type? GenericBaseOf(Type test)
    {
        for (var type = test.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition().IsDefined(typeof(PlatformGroupAttribute), false)) return type;
        }

        return null;
    }

    private static IEnumerable<string> UnknownDivergences(Type test) => test.GetCustomAttributes<DivergenceAttribute>()
        .Where(divergence => test.GetMethod(divergence.Promise)?.IsDefined(typeof(PromiseAttribute)) != true)
        .Select(divergence => $"{test.Name} declares a divergence from {divergence.Promise}, which is no promise of its group.");

    private static string Name(Type group) => group.Name[..group.Name.IndexOf('`', StringComparison.Ordinal)];
}
