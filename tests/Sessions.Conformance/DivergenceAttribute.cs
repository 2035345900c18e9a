namespace Bots.Sessions.Conformance;

/// <summary>Declares on a test class that what it tests (a store, a platform) is known not to keep one promise. The promise then counts as skipped while it is
/// broken, and fails as soon as it is kept, so that the declaration goes away with its reason.</summary>
/// <param name="promise">The name of the test method.</param>
/// <param name="reason">Why it differs; shown with the skipped test.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class DivergenceAttribute(string promise, string reason) : Attribute
{
    /// <summary>The name of the test method.</summary>
    public string Promise => promise;

    /// <summary>Why it differs.</summary>
    public string Reason => reason;
}
