namespace Bots.BotHost.Tests.Platforms;

/// <summary>Marks a group of promises and says which platforms must keep them.</summary>
/// <param name="needs">The group is for platforms that offer all of this.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class PlatformGroupAttribute(Offers needs = Offers.None) : Attribute
{
    /// <summary>What a platform must offer.</summary>
    public Offers Needs => needs;

    /// <summary>Whether the promises are made for this platform.</summary>
    public bool AppliesTo(PlatformFixture platform) => platform.Offers.HasFlag(needs);
}
