using Bots.Sessions.Conformance;
using Bots.Sessions.Json;

namespace Bots.Sessions.Tests.Json;

/// <summary>The JSON store under its other name.</summary>
public sealed class HierarchicalStoreFixture : StoreFixture
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override Type StoreType => typeof(HierarchicalSessionStore);

    public override bool SurvivesRestart => true;

    public override ValueTask<ISessionStore> OpenAsync() => new(new HierarchicalSessionStore(new JsonSessionOptions { Directory = _folder.Path }, Clock));

    public override ValueTask<bool> HoldsAsync(string text) => new(DataFolder.Holds(_folder.Path, text));

    public override ValueTask<bool> TearValuesAsync(string userId) => new(JsonFolder.TearValues(_folder.Path, userId));

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return base.DisposeAsync();
    }
}
