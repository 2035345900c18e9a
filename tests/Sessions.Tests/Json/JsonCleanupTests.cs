using Bots.Sessions.Conformance;
using Bots.Sessions.Delivery;
using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Tests.Json;

/// <summary>A cleanup takes its time, and sessions come into use while it goes on.</summary>
public sealed class JsonCleanupTests : IDisposable
{
    private static readonly TimeSpan Patient = TimeSpan.FromMinutes(1);

    private readonly JsonFolder _folder = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_that_came_into_use_while_a_cleanup_runs_is_left_alone(bool isFirstDelivery)
    {
        using var cleaner = _folder.Open(static options => options.LockTimeout = Patient);
        using var host = _folder.Open();
        if (!isFirstDelivery) await host.Require<IInbox>().AcceptOneAsync(Some.Inbound("other"), "host");
        foreach (var session in new[] { "a", "b", "c", "d" })
        {
            await host.AddAsync(session, "text");
            _folder.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        _folder.Clock.Advance(TimeSpan.FromDays(2));
        Task<IReadOnlyList<string>> cleaning;
        using (await FileLock.TryTakeAsync(_folder.Path("b.json.lock"), Patient, default))
        {
            cleaning = cleaner.Require<ISessionRetention>().CleanupAsync(TimeSpan.FromDays(1)).AsTask();
            await Fakes.Eventually.TrueAsync(() => !File.Exists(_folder.Path("a.json")), "the first session is erased");
            await host.Require<IInbox>().AcceptOneAsync(Some.Inbound("c"), "host");
        }

        Assert.Equal(["a", "b", "d"], await cleaning);
        Assert.Equal(["text"], await host.ContentsAsync("c"));
    }

    public void Dispose() => _folder.Dispose();
}
