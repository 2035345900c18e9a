using System.Text.Json;
using Bots.Fakes.Models;

namespace Bots.Agents.Tests.Models;

public sealed class OpenAIProviderTests : ProviderTests
{
    private protected override AgentOptions Provider => new() { Provider = "openai", Endpoint = Server.OpenAIEndpoint };

    [Fact]
    public async Task A_local_server_needs_no_key()
    {
        Assert.Equal("You said: Hi", await Agent(static options => options.ApiKey = "").AskAsync("Hi"));
    }

    [Fact]
    public async Task Temperature_is_sent_only_when_set()
    {
        await Agent(static options => options.Temperature = 0.5f).AskAsync("Hi");
        await Agent().AskAsync("Hi");

        Assert.Equal(0.5, Server.Requests[0].Body.GetProperty("temperature").GetDouble());
        Assert.False(Server.Requests[1].Body.TryGetProperty("temperature", out _));
    }

    private protected override string SystemTextOf(ModelRequest request) =>
        ModelRequest.TextOf(request.Messages.Single(static message => message.GetProperty("role").GetString() == "system"));

    private protected override IEnumerable<ModelPicture> PicturesOf(JsonElement message) =>
        PartsOf(message, "image_url").Select(static part => ModelPicture.OfDataUrl(part.GetProperty("image_url").GetProperty("url").GetString()!));

    private protected override IEnumerable<string> ToolCallIdsOf(ModelRequest request) =>
        request.Messages.Where(static message => message.GetProperty("role").GetString() == "tool").Select(static message => message.GetProperty("tool_call_id").GetString()!);
}
