namespace Bots.Sessions.Conformance;

/// <summary>How the suite gets stores of one kind: derive it once per store, with a constructor without parameters.</summary>
/// <remarks>Each test makes its own fixture, opens stores on the data that belongs to it, and disposes both.</remarks>
public abstract class StoreFixture : IAsyncDisposable
{
    /// <summary>The store under test.</summary>
    public abstract Type StoreType { get; }

    /// <summary>A clock for stores that take a <see cref="TimeProvider"/>; see <see cref="AdvanceAsync"/>.</summary>
    public ContractClock Clock { get; } = new();

    /// <summary>True when the data outlives the store object: opening again finds it.</summary>
    public virtual bool SurvivesRestart => false;

    /// <summary>True when several stores may be open on the same data at once, as several processes would.</summary>
    public virtual bool IsSharedByInstances => SurvivesRestart;

    /// <summary>Opens a store on this fixture's data: empty the first time. The suite disposes what it opened.</summary>
    public abstract ValueTask<ISessionStore> OpenAsync();

    /// <summary>Lets time pass (back as well) for the store. A store that reads a clock of its own overrides this and waits.</summary>
    public virtual ValueTask AdvanceAsync(TimeSpan by)
    {
        Clock.Advance(by);
        return default;
    }

    /// <summary>True when any file of the data holds this text, as UTF-8: what a thief of the disk would find. False where nothing outlives the store.</summary>
    /// <remarks>A fixture with <see cref="SurvivesRestart"/> overrides this; <see cref="DataFolder"/> searches a folder.</remarks>
    public virtual ValueTask<bool> HoldsAsync(string text) => new(false);

    /// <summary>Makes what the store keeps of a user's values unreadable, as a torn write or another program would. False where nothing can do that.</summary>
    /// <remarks>A fixture of a store with <see cref="IStoreIntegrity"/> overrides this.</remarks>
    public virtual ValueTask<bool> TearValuesAsync(string userId) => new(false);

    /// <summary>Removes the data.</summary>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }
}
