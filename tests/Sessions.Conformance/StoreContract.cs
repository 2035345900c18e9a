namespace Bots.Sessions.Conformance;

/// <summary>What every group of the suite stands on: a fresh store per test.</summary>
/// <typeparam name="TFixture">The fixture of the store under test.</typeparam>
public abstract class StoreContract<TFixture> : IAsyncLifetime
    where TFixture : StoreFixture, new()
{
    private readonly List<ISessionStore> _opened = [];

    /// <summary>The fixture of this test.</summary>
    protected TFixture Fixture { get; } = new();

    /// <summary>The store of this test; empty when it starts.</summary>
    protected ISessionStore Store { get; private set; } = null!;

    /// <inheritdoc/>
    public async Task InitializeAsync() => Store = await OpenAnotherAsync();

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (var store in _opened) await CloseAsync(store);
        await Fixture.DisposeAsync();
    }

    /// <summary>A second store on the same data, beside the first.</summary>
    protected async Task<ISessionStore> OpenAnotherAsync()
    {
        var store = await Fixture.OpenAsync();
        _opened.Add(store);
        return store;
    }

    /// <summary>Closes the store and opens it again on the same data.</summary>
    protected async Task ReopenAsync()
    {
        _opened.Remove(Store);
        await CloseAsync(Store);
        Store = await OpenAnotherAsync();
    }

    private static async Task CloseAsync(ISessionStore store)
    {
        if (store is IAsyncDisposable later) await later.DisposeAsync();
        else (store as IDisposable)?.Dispose();
    }
}
