using System.Globalization;
using Bots.Sessions.Conformance.Model;
using FsCheck;
using FsCheck.Fluent;

namespace Bots.Sessions.Conformance;

/// <summary>Under random sequences of steps a store is what the simplest model of it is. A failure names the shortest sequence that was found.</summary>
/// <remarks>The environment variable <c>BOTS_MODEL_SEQUENCES</c> sets how many sequences are tried.</remarks>
[ContractGroup(
    typeof(ITurnLog), typeof(ISessionBranching), typeof(ISessionCheckpoints), typeof(ISessionVersions), typeof(ISessionState), typeof(ISessionSearch), typeof(ISessionRetention))]
public abstract class ModelContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private int _sequences;

    /// <summary>How many sequences are tried unless the environment says otherwise.</summary>
    protected virtual int Sequences => 100;

    [Promise]
    public async Task Any_sequence_of_steps_has_the_outcome_of_the_model()
    {
        var wanted = Environment.GetEnvironmentVariable("BOTS_MODEL_SEQUENCES") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : Sequences;
        var property = Prop.ForAll(Model.Sequences.All, steps => RunAsync(steps).GetAwaiter().GetResult());

        // FsCheck blocks the thread it runs on.
        await Task.Run(() => property.Check(Config.QuickThrowOnFailure.WithMaxTest(wanted)));

        Assert.True(_sequences >= wanted);
    }

    private async Task<bool> RunAsync(Step[] steps)
    {
        var sequence = ++_sequences;
        string NameOf(int session) => $"m{sequence}-{session}";
        var (model, store) = (new ModelWorld(NameOf), new StoreWorld(() => Store, ReopenIfItLastsAsync, Fixture.Clock.GetUtcNow, NameOf));
        for (var serial = 0; serial < steps.Length; serial++)
        {
            var step = steps[serial];
            Assert.Equal($"{serial} {step}: {model.Do(step, serial)}", $"{serial} {step}: {await store.DoAsync(step, serial)}");
            Assert.Equal($"{serial} {step}: {model.Describe(step.Session)}", $"{serial} {step}: {await store.DescribeAsync(step.Session)}");
            await Fixture.AdvanceAsync(TimeSpan.FromSeconds(1));
        }

        for (var session = 0; session < Model.Sequences.Sessions; session++) Assert.Equal(model.Describe(session), await store.DescribeAsync(session));
        for (var session = 0; session < Model.Sequences.Sessions; session++) await Store.DeleteSessionAsync(NameOf(session));
        return true;
    }

    private Task ReopenIfItLastsAsync() => Fixture.SurvivesRestart ? ReopenAsync() : Task.CompletedTask;
}
