using System.Net;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Limits;
using Bots.Fakes;

namespace Bots.Adapters.Tests.Discord.Api;

public sealed class InvalidRequestGuardTests
{
    private readonly TestClock _clock = new();
    private readonly InvalidRequestGuard _guard;

    public InvalidRequestGuardTests() => _guard = new(_clock);

    [Fact]
    public void It_stops_before_discord_bans_the_address_and_goes_on_when_the_time_is_over()
    {
        for (var i = 0; i < InvalidRequestGuard.Most; i++) _guard.Count(HttpStatusCode.Forbidden, new(), isBot: true);
        Assert.Equal(TimeSpan.FromMinutes(10), Assert.Throws<DiscordApiException>(() => _guard.Check(isBot: true)).RetryAfter);

        _clock.Advance(TimeSpan.FromMinutes(10));

        _guard.Check(isBot: true);
    }

    [Fact]
    public void A_shared_limit_and_an_error_of_the_server_do_not_count()
    {
        for (var i = 0; i < InvalidRequestGuard.Most; i++)
        {
            _guard.Count(HttpStatusCode.TooManyRequests, new() { IsShared = true }, isBot: true);
            _guard.Count(HttpStatusCode.BadGateway, new(), isBot: true);
        }

        _guard.Check(isBot: true);
    }

    [Fact]
    public void A_rejected_token_is_not_tried_again_at_once_and_interactions_go_on()
    {
        _guard.Count(HttpStatusCode.Unauthorized, new(), isBot: true);

        Assert.Equal(401, Assert.Throws<DiscordApiException>(() => _guard.Check(isBot: true)).Status);
        _guard.Check(isBot: false);
        _clock.Advance(TimeSpan.FromMinutes(1));
        _guard.Check(isBot: true);
    }
}
