using Xunit.Abstractions;
using Xunit.Sdk;

namespace Bots.Sessions.Conformance.Running;

/// <summary>Turns a promise into a test case: an ordinary one, or one that expects the declared divergence.</summary>
/// <param name="diagnostics">Where the runner reports to.</param>
public sealed class PromiseDiscoverer(IMessageSink diagnostics) : IXunitTestCaseDiscoverer
{
    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        var display = discoveryOptions.MethodDisplayOrDefault();
        var options = discoveryOptions.MethodDisplayOptionsOrDefault();
        return ReasonToDiverge(testMethod) is { } reason
            ? [new DivergentTestCase(diagnostics, display, options, testMethod, reason)]
            : [new XunitTestCase(diagnostics, display, options, testMethod)];
    }

    private static string? ReasonToDiverge(ITestMethod method) =>
        method.TestClass.Class.GetCustomAttributes(typeof(DivergenceAttribute))
            .Select(static attribute => attribute.GetConstructorArguments().Cast<string>().ToArray())
            .FirstOrDefault(arguments => arguments[0] == method.Method.Name)?[1];
}
