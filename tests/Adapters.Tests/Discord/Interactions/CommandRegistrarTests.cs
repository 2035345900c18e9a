using Bots.Adapters.Discord.Interactions;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord.Interactions;

/// <summary>Registering commands where Discord is out of order, or refuses.</summary>
public sealed class CommandRegistrarTests : IAsyncLifetime
{
    private const string Create = "POST /applications/{application_id}/commands";
    private const string Edit = "PATCH /applications/{application_id}/commands/{command_id}";
    private const string Delete = "DELETE /applications/{application_id}/commands/{command_id}";
    private static readonly DiscordCommand[] Commands = [new("help", "this list"), new("new", "begins anew"), new("stop", "stops")];

    private DiscordBed _bed = null!;

    public async Task InitializeAsync() => _bed = await DiscordBed.CreateAsync(configure: static options => options.Commands = Commands);

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Theory]
    [InlineData("GET /applications/{application_id}/commands", 502)]
    [InlineData(Create, 502)]
    [InlineData(Create, 500)]
    public async Task An_outage_is_waited_through(string route, int status)
    {
        _bed.Fake.Rest.Fail(status, route, 3);

        await RegisteredAsync("help", "new", "stop");

        Assert.Equal(0, _bed.Fake.Rest.PendingFaults);
        Assert.Empty(Refusals);
    }

    [Fact]
    public async Task A_lost_answer_and_a_limit_are_no_refusals()
    {
        _bed.Fake.Rest.LoseAnswer(Create);
        _bed.Fake.Rest.Limit("user", TimeSpan.FromMinutes(1), Create);

        await RegisteredAsync("help", "new", "stop");

        Assert.Empty(Refusals);
    }

    [Fact]
    public async Task A_change_and_a_removal_wait_through_an_outage_as_well()
    {
        await RegisteredAsync("help", "new", "stop");
        await _bed.StopAsync();
        (_bed.Options.Commands, _bed.Options.KnownCommands) = ([new("help", "all there is")], ["new", "stop"]);
        _bed.Fake.Rest.Fail(503, Edit);
        _bed.Fake.Rest.Fail(503, Delete);
        _bed.Fake.Rest.LoseAnswer(Delete);

        await RegisteredAsync("help");

        Assert.Contains("all there is", _bed.Fake.Commands()[0].Json, StringComparison.Ordinal);
        Assert.Empty(Refusals);
    }

    [Fact]
    public async Task A_refused_command_is_named_once_stops_no_other_and_is_tried_again_later()
    {
        _bed.Fake.Rest.Fail(400, Create, 2, 50035);

        await RegisteredAsync("stop");
        _bed.Fake.Rest.Fail(400, Create, 1, 50035);
        await RegisteredAfterAWhileAsync("help", "new", "stop");

        Assert.Equal(2, Refusals.Count);
        Assert.Contains("command help", Refusals[0], StringComparison.Ordinal);
        Assert.Contains("command new", Refusals[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_the_list_is_refused_nothing_is_written_before_it_is_given()
    {
        _bed.Fake.Rest.Fail(403, "GET /applications/{application_id}/commands", 1, 50001);

        _bed.Start();
        await Eventually.TrueAsync(() => Refusals.Count == 1, "the refusal");
        Assert.Empty(_bed.Fake.Commands());
        await RegisteredAfterAWhileAsync("help", "new", "stop");

        Assert.Contains("50001", Assert.Single(Refusals), StringComparison.Ordinal);
    }

    private List<string> Refusals => [.. _bed.Logs.Warnings.Where(static line => line.Contains("refuses to register", StringComparison.Ordinal))];

    private async Task RegisteredAsync(params string[] names)
    {
        _bed.Start();
        await Eventually.TrueAsync(() => AreRegistered(names), "registered");
    }

    private Task RegisteredAfterAWhileAsync(params string[] names) => Eventually.TrueAsync(
        () =>
        {
            if (AreRegistered(names)) return true;
            _bed.Clock.Advance(TimeSpan.FromMinutes(1));
            return false;
        },
        "registered");

    private bool AreRegistered(string[] names) => _bed.Fake.Commands().Select(static command => command.Name).Order().SequenceEqual(names.Order());
}
