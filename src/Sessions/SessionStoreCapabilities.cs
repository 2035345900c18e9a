namespace Bots.Sessions;

/// <summary>A store that decides itself which capabilities it offers: decorators forward or veto those of the store they wrap.</summary>
public interface ICapabilitySource
{
    /// <summary>The capability of this type, or null.</summary>
    TCapability? FindCapability<TCapability>() where TCapability : class;
}

/// <summary>The one way to discover what a store can do beyond its five methods.</summary>
public static class SessionStoreCapabilities
{
    /// <summary>The capability (for example <see cref="ITurnLog"/>), or null when this store has none of it.</summary>
    public static TCapability? Find<TCapability>(this ISessionStore store) where TCapability : class =>
        store is ICapabilitySource source ? source.FindCapability<TCapability>() : store as TCapability;

    /// <summary>The capability, or an error that names it.</summary>
    /// <exception cref="NotSupportedException">This store does not offer it.</exception>
    public static TCapability Require<TCapability>(this ISessionStore store) where TCapability : class =>
        store.Find<TCapability>() ?? throw new NotSupportedException(
            $"{store.GetType().Name} does not offer {typeof(TCapability).Name}; choose a store that does (sqlite offers everything), or do without this feature.");
}
