using System.ComponentModel;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Bots.Sessions.Conformance.Running;

/// <summary>A promise known to be broken: skipped while it fails, failed once it passes.</summary>
public sealed class DivergentTestCase : XunitTestCase
{
    private string _reason = "";

    /// <summary>For the runner, which fills it by deserialising.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    [Obsolete("Only the test runner calls this.")]
    public DivergentTestCase()
    {
    }

    /// <summary>A test case for <paramref name="testMethod"/> that is expected to fail for this reason.</summary>
    public DivergentTestCase(IMessageSink diagnostics, TestMethodDisplay display, TestMethodDisplayOptions options, ITestMethod testMethod, string reason)
        : base(diagnostics, display, options, testMethod) => _reason = reason;

    /// <inheritdoc/>
    public override async Task<RunSummary> RunAsync(
        IMessageSink diagnosticMessageSink, IMessageBus messageBus, object[] constructorArguments, ExceptionAggregator aggregator, CancellationTokenSource cancellationTokenSource)
    {
        using var bus = new DivergenceBus(messageBus, _reason);
        var summary = await base.RunAsync(diagnosticMessageSink, bus, constructorArguments, aggregator, cancellationTokenSource);
        return new() { Total = summary.Total, Failed = summary.Total - summary.Failed, Skipped = summary.Failed, Time = summary.Time };
    }

    /// <inheritdoc/>
    public override void Serialize(IXunitSerializationInfo data)
    {
        base.Serialize(data);
        data.AddValue(nameof(_reason), _reason);
    }

    /// <inheritdoc/>
    public override void Deserialize(IXunitSerializationInfo data)
    {
        base.Deserialize(data);
        _reason = data.GetValue<string>(nameof(_reason));
    }

    private sealed class DivergenceBus(IMessageBus inner, string reason) : IMessageBus
    {
        public bool QueueMessage(IMessageSinkMessage message) => inner.QueueMessage(message switch
        {
            ITestFailed failed => new TestSkipped(failed.Test, $"Known divergence: {reason}"),
            ITestPassed passed => new TestFailed(passed.Test, passed.ExecutionTime, passed.Output, new XunitException("This promise is kept now: remove its [Divergence].")),
            _ => message,
        });

        public void Dispose()
        {
            // The bus inside belongs to the runner.
        }
    }
}
