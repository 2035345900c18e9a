namespace Bots.Sessions.Conformance;

/// <summary>Marks a group of promises and says which stores must keep them.</summary>
/// <param name="capabilities">The group is for stores that offer all of these; none means every store.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ContractGroupAttribute(params Type[] capabilities) : Attribute
{
    /// <summary>What a store must offer.</summary>
    public IReadOnlyList<Type> Capabilities => capabilities;

    /// <summary>Only for stores whose fixture says <see cref="StoreFixture.SurvivesRestart"/>.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>Only for stores whose fixture says <see cref="StoreFixture.IsSharedByInstances"/>.</summary>
    public bool NeedsSharing { get; init; }

    internal bool AppliesTo(ISessionStore store, StoreFixture fixture) =>
        capabilities.All(type => Offers(store, type))
        && (fixture.SurvivesRestart || !NeedsRestart)
        && (fixture.IsSharedByInstances || !NeedsSharing);

    private static bool Offers(ISessionStore store, Type capability) =>
        typeof(SessionStoreCapabilities).GetMethod(nameof(SessionStoreCapabilities.Find))!.MakeGenericMethod(capability).Invoke(null, [store]) is not null;
}
