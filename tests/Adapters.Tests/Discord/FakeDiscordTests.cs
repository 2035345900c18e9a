using System.Net;
using System.Text;
using Bots.Fakes.Discord;

namespace Bots.Adapters.Tests.Discord;

/// <summary>What the fake server must notice, so that our client cannot get away with it.</summary>
public sealed class FakeDiscordTests
{
    [Fact]
    public async Task A_body_that_is_no_JSON_is_refused_and_noticed()
    {
        await using var fake = await FakeDiscord.StartAsync();
        var channel = fake.AddChannel(fake.AddGuild());
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{fake.BaseUrl}/channels/{channel.Id}/messages") { Content = new StringContent("not json", Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", $"Bot {fake.Token}");
        request.Headers.TryAddWithoutValidation("User-Agent", "DiscordBot (https://example.org, 1)");

        using var answer = await http.SendAsync(request);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("no JSON", Assert.Single(fake.Violations), StringComparison.Ordinal);
    }
}
