using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Conformance;

/// <summary>The suite notices a store that breaks a promise, and a store that was left out.</summary>
public sealed class SuiteTests
{
    [Fact]
    public async Task A_store_that_folds_case_is_noticed() =>
        Assert.Contains("Ids_that_look_alike_never_share_content", await PromiseRunner.FindBrokenAsync<OddInputOf<CaseFolding>>());

    [Fact]
    public async Task A_store_that_cuts_through_groups_is_noticed()
    {
        var broken = await PromiseRunner.FindBrokenAsync<WindowsOf<CutsGroups>>();

        Assert.Contains("A_group_that_does_not_fit_whole_is_left_out", broken);
        Assert.DoesNotContain("A_window_holds_the_newest_messages_oldest_first", broken);
    }

    [Fact]
    public async Task A_store_that_loses_parallel_appends_is_noticed() =>
        Assert.Contains("Parallel_appends_lose_nothing", await PromiseRunner.FindBrokenAsync<ThreadsOf<LosesAppends>>());

    [Fact]
    public async Task A_store_that_keeps_its_promises_is_not_accused() =>
        Assert.Empty(await PromiseRunner.FindBrokenAsync<OddInputOf<Memory.MemoryStoreFixture>>());

    [Fact]
    public async Task A_store_without_any_test_class_is_noticed()
    {
        var gaps = await SuiteCoverage.FindGapsAsync<CutsGroups>(typeof(SuiteCoverage).Assembly);

        Assert.Contains(gaps, static gap => gap.Contains("promises of FiveMethodsContract", StringComparison.Ordinal));
        Assert.DoesNotContain(gaps, static gap => gap.Contains("TurnLogContract", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_capability_without_its_group_is_noticed()
    {
        var gaps = await SuiteCoverage.FindGapsAsync<Memory.MemoryStoreFixture>(typeof(SuiteCoverage).Assembly);

        Assert.Contains(gaps, static gap => gap.Contains("MemorySessionStore should keep the promises of TurnDeliveryContract", StringComparison.Ordinal));
        Assert.DoesNotContain(gaps, static gap => gap.Contains("RestartContract", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_divergence_from_an_unknown_promise_is_noticed()
    {
        var gaps = await SuiteCoverage.FindGapsAsync<CutsGroups>(typeof(SuiteTests).Assembly);

        Assert.Contains(gaps, static gap => gap.Contains("declares a divergence from No_such_promise", StringComparison.Ordinal));
    }

    private sealed class OddInputOf<TFixture> : OddInputContract<TFixture> where TFixture : StoreFixture, new();

    [Divergence("No_such_promise", "for the test")]
    private sealed class CutsGroupsWindows : WindowsContract<CutsGroups>;

    private sealed class WindowsOf<TFixture> : WindowsContract<TFixture> where TFixture : StoreFixture, new();

    private sealed class ThreadsOf<TFixture> : ParallelThreadsContract<TFixture> where TFixture : StoreFixture, new();

    private sealed class CaseFolding() : FaultyFixture(new FaultyStore { FoldsCase = true });

    private sealed class CutsGroups() : FaultyFixture(new FaultyStore { CutsGroups = true });

    private sealed class LosesAppends() : FaultyFixture(new FaultyStore { LosesAppends = true });

    private abstract class FaultyFixture(FaultyStore store) : StoreFixture
    {
        public override Type StoreType => typeof(FaultyStore);

        public override ValueTask<ISessionStore> OpenAsync() => new(store);
    }
}
