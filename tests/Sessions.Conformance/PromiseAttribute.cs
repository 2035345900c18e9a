using Xunit.Sdk;

namespace Bots.Sessions.Conformance;

/// <summary>Marks a test as a promise of the contract. Runs like a fact, unless the test class declares a <see cref="DivergenceAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
[XunitTestCaseDiscoverer("Bots.Sessions.Conformance.Running.PromiseDiscoverer", "Bots.Sessions.Conformance")]
public sealed class PromiseAttribute : FactAttribute;
