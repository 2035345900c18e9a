using System.Reflection;
using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Conformance;

/// <summary>No store of ours escapes the suite.</summary>
public sealed class CoverageTests
{
    private static readonly Assembly Here = typeof(CoverageTests).Assembly;

    public static TheoryData<Type> Fixtures => [.. SuiteCoverage.FixturesIn(Here).Where(static type => type.Assembly == Here && !type.IsNested)];

    public static TheoryData<Type> Stores => [.. typeof(ISessionStore).Assembly.GetTypes().Where(IsStore)];

    [Theory]
    [MemberData(nameof(Stores))]
    public async Task Every_store_of_ours_has_a_fixture(Type store)
    {
        var tested = new List<Type>();
        foreach (var fixture in SuiteCoverage.FixturesIn(Here)) tested.Add(await StoreTypeOfAsync(fixture));

        Assert.Contains(store, tested);
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public async Task Every_store_derives_every_group_that_applies_to_it(Type fixture)
    {
        var find = typeof(SuiteCoverage).GetMethod(nameof(SuiteCoverage.FindGapsAsync))!.MakeGenericMethod(fixture);

        var gaps = await (Task<IReadOnlyList<string>>)find.Invoke(null, [Here])!;

        Assert.Empty(gaps);
    }

    // The store over HTTP needs a host to speak to: its fixture stands with the tests of the host.
    private static bool IsStore(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(ISessionStore)) && type != typeof(Http.HttpSessionStore);

    private static async Task<Type> StoreTypeOfAsync(Type fixture)
    {
        await using var made = (StoreFixture)Activator.CreateInstance(fixture)!;
        return made.StoreType;
    }
}
