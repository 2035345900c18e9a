using System.Text.Json;
using Bots.Fakes.Models;

namespace Bots.Agents.Tests.Models;

public sealed class AnthropicProviderTests : ProviderTests
{
    private protected override AgentOptions Provider => new() { Provider = "anthropic", Endpoint = Server.AnthropicEndpoint };

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_system_prompt_is_cached_only_when_asked_for(bool cache)
    {
        await Agent(options => options.CachePrompt = cache).AskAsync("Hi");

        var system = Server.Requests[0].Body.GetProperty("system");
        Assert.Equal(cache, system.GetRawText().Contains("\"cache_control\":{\"type\":\"ephemeral\"}", StringComparison.Ordinal));
        Assert.DoesNotContain("cache_control", Server.Requests[0].Body.GetProperty("messages").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_may_end_in_v1()
    {
        Assert.Equal("You said: Hi", await Agent(options => options.Endpoint = $"{Server.AnthropicEndpoint}/v1/").AskAsync("Hi"));
    }

    private protected override string SystemTextOf(ModelRequest request) =>
        request.Body.GetProperty("system") is { ValueKind: JsonValueKind.String } text ? text.GetString()! : string.Concat(request.Body.GetProperty("system").EnumerateArray().Select(static part => part.GetProperty("text").GetString()));

    private protected override IEnumerable<ModelPicture> PicturesOf(JsonElement message) => PartsOf(message, "image").Select(static part => part.GetProperty("source"))
        .Select(static source => new ModelPicture(source.GetProperty("media_type").GetString()!, source.GetProperty("data").GetBytesFromBase64()));

    private protected override IEnumerable<string> ToolCallIdsOf(ModelRequest request) =>
        request.Messages.SelectMany(static message => message.GetProperty("content") is { ValueKind: JsonValueKind.Array } parts ? parts.EnumerateArray() : default)
            .Where(static part => part.GetProperty("type").GetString() == "tool_result").Select(static part => part.GetProperty("tool_use_id").GetString()!);
}
