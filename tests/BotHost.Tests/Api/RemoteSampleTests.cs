using Bots.Fakes.Models;
using Bots.Samples;
using Bots.Sessions.Memory;

namespace Bots.BotHost.Tests.Api;

public sealed class RemoteSampleTests
{
    [Fact]
    public async Task The_remote_sample_talks_to_a_host()
    {
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(store);

        var code = await SampleProgram.RunAsync(["remote"], name => name == "BOTS_HOST" ? host.Address : null);

        Assert.Equal(0, code);
        Assert.Equal(["My name is Alice", "What's my name?"], (await store.GetChatHistoryAsync("remote-sample")).Where(static message => message.Role == "user").Select(static message => message.Content));
        Assert.Equal("Your name is Alice.", (await store.GetChatHistoryAsync("remote-sample"))[^1].Content);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("anthropic")]
    public async Task The_remote_sample_talks_to_a_host_with_a_model(string provider)
    {
        await using var model = await ModelServer.StartAsync();
        model.Otherwise = static request => new ModelReply.Text("You said: ", request.LastUserText);
        var store = new MemorySessionStore();
        await using var host = await ApiHost.StartAsync(
            store, null, $"Agents:default:Provider={provider}", "Agents:default:Model=test-model", "Agents:default:ApiKey=none",
            $"Agents:default:Endpoint={(provider == "openai" ? model.OpenAIEndpoint : model.AnthropicEndpoint)}");

        var code = await SampleProgram.RunAsync(["remote"], name => name == "BOTS_HOST" ? host.Address : null);

        Assert.Equal(0, code);
        Assert.Equal("You said: What's my name?", (await store.GetChatHistoryAsync("remote-sample"))[^1].Content);
        Assert.All(model.Requests, static request => Assert.Equal("test-model", request.Model));
    }

    [Fact]
    public async Task Without_a_host_it_says_so() =>
        Assert.Equal(1, await SampleProgram.RunAsync(["remote"], static name => name == "BOTS_HOST" ? "127.0.0.1:1" : null));
}
