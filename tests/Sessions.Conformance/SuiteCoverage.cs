using System.Reflection;

namespace Bots.Sessions.Conformance;

/// <summary>Finds the groups that a store should have been tested with and was not, so that nothing passes by being left out.</summary>
public static class SuiteCoverage
{
    /// <summary>What is missing in <paramref name="tests"/> for the store of <typeparamref name="TFixture"/>, one sentence each; empty when all is well.</summary>
    public static async Task<IReadOnlyList<string>> FindGapsAsync<TFixture>(Assembly tests)
        where TFixture : StoreFixture, new()
    {
        await using var fixture = new TFixture();
        var store = await fixture.OpenAsync();
        var derived = TestClassesOf(tests, typeof(TFixture));
        var gaps = Groups().Where(group => Rule(group).AppliesTo(store, fixture) && !derived.Any(test => GroupOf(test) == group))
            .Select(group => $"{fixture.StoreType.Name} should keep the promises of {Name(group)}, but no test class derives it with {typeof(TFixture).Name}.")
            .Concat(derived.SelectMany(UnknownDivergences))
            .ToList();
        if (store is IAsyncDisposable later) await later.DisposeAsync();
        else (store as IDisposable)?.Dispose();
        return gaps;
    }

    /// <summary>The fixtures in <paramref name="tests"/>, so that a test can demand one for each of its stores.</summary>
    public static IReadOnlyList<Type> FixturesIn(Assembly tests) =>
        [.. tests.GetTypes().Where(static type => type is { IsAbstract: false } && type.IsSubclassOf(typeof(StoreFixture)))];

    internal static IEnumerable<Type> Groups() =>
        typeof(SuiteCoverage).Assembly.GetTypes().Where(static type => type.IsDefined(typeof(ContractGroupAttribute), false));

    internal static List<Type> TestClassesOf(Assembly tests, Type fixture) =>
        [.. tests.GetTypes().Where(test => !test.IsAbstract && GroupOf(test) is not null && FixtureOf(test) == fixture)];

    internal static Type? GroupOf(Type test) => GenericBaseOf(test)?.GetGenericTypeDefinition();

    private static Type? FixtureOf(Type test) => GenericBaseOf(test)?.GetGenericArguments()[0];

    private static Type? GenericBaseOf(Type test)
    {
        for (var type = test.BaseType; type is not null; type = type.BaseType)
        {
            if (type.IsGenericType && type.GetGenericTypeDefinition().IsDefined(typeof(ContractGroupAttribute), false)) return type;
        }

        return null;
    }

    private static ContractGroupAttribute Rule(Type group) => group.GetCustomAttribute<ContractGroupAttribute>()!;

    private static IEnumerable<string> UnknownDivergences(Type test) =>
        test.GetCustomAttributes<DivergenceAttribute>().Where(divergence => test.GetMethod(divergence.Promise) is null)
            .Select(divergence => $"{test.Name} declares a divergence from {divergence.Promise}, which is no promise of its group.");

    private static string Name(Type group) => group.Name.Split('`')[0];
}
