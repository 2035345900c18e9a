using Bots.Sessions.Conformance;
using Bots.Sessions.Conformance.Running;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Bots.Sessions.Tests.Conformance;

/// <summary>A declared divergence shows as skipped while it lasts and fails once it is over.</summary>
public sealed class DivergenceTests
{
    [Fact]
    public async Task A_broken_promise_that_was_declared_counts_as_skipped()
    {
        var (summary, messages) = await RunAsync(nameof(Samples.Broken));

        Assert.Equal((1, 0, 1), (summary.Total, summary.Failed, summary.Skipped));
        Assert.Equal("Known divergence: because", Assert.Single(messages.OfType<ITestSkipped>()).Reason);
        Assert.Empty(messages.OfType<ITestFailed>());
    }

    [Fact]
    public async Task A_kept_promise_that_was_declared_broken_fails()
    {
        var (summary, messages) = await RunAsync(nameof(Samples.Kept));

        Assert.Equal((1, 1, 0), (summary.Total, summary.Failed, summary.Skipped));
        Assert.Contains("remove its [Divergence]", Assert.Single(Assert.Single(messages.OfType<ITestFailed>()).Messages), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(nameof(Samples.Broken), typeof(DivergentTestCase))]
    [InlineData(nameof(Samples.Ordinary), typeof(XunitTestCase))]
    public void Only_the_declared_promise_is_expected_to_fail(string method, Type expected)
    {
        var test = TestMethod(method);

        var found = new PromiseDiscoverer(new Xunit.Sdk.NullMessageSink()).Discover(new NoOptions(), test, Assert.Single(test.Method.GetCustomAttributes(typeof(PromiseAttribute))));

        Assert.IsType(expected, Assert.Single(found));
    }

    private static async Task<(RunSummary Summary, List<IMessageSinkMessage> Messages)> RunAsync(string method)
    {
        using var bus = new RecordingBus();
        using var cancel = new CancellationTokenSource();
        var test = new DivergentTestCase(new Xunit.Sdk.NullMessageSink(), TestMethodDisplay.Method, TestMethodDisplayOptions.None, TestMethod(method), "because");

        return (await test.RunAsync(new Xunit.Sdk.NullMessageSink(), bus, [], new ExceptionAggregator(), cancel), bus.Messages);
    }

    private static TestMethod TestMethod(string method)
    {
        var assembly = new TestAssembly(Reflector.Wrap(typeof(Samples).Assembly));
        var collection = new TestCollection(assembly, null, "samples");
        return new(new TestClass(collection, Reflector.Wrap(typeof(Samples))), Reflector.Wrap(typeof(Samples).GetMethod(method)!));
    }

#pragma warning disable xUnit1000 // Run by these tests only, never by the runner.
    [Divergence(nameof(Broken), "because")]
    [Divergence(nameof(Kept), "because")]
    private sealed class Samples
    {
        [Promise]
        public void Broken() => Assert.Fail("as declared");

        [Promise]
        public void Kept() => Assert.NotNull(this);

        [Promise]
        public void Ordinary() => Assert.NotNull(this);
    }

#pragma warning restore xUnit1000

    private sealed class NoOptions : ITestFrameworkDiscoveryOptions
    {
        public TValue GetValue<TValue>(string name) => default!;

        public void SetValue<TValue>(string name, TValue value) => throw new NotSupportedException("Nothing sets options here.");
    }

    private sealed class RecordingBus : IMessageBus
    {
        public List<IMessageSinkMessage> Messages { get; } = [];

        public bool QueueMessage(IMessageSinkMessage message)
        {
            Messages.Add(message);
            return true;
        }

        public void Dispose() => Messages.TrimExcess();
    }
}
