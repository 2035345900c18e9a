using System.Text.Json;
using Bots.Agents.Tools;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Tests.Tools;

public sealed class ToolTextTests
{
    [Theory]
    [InlineData("""{"content":[{"type":"text","text":"12 degrees"}],"structuredContent":{"degrees":12}}""", "12 degrees")]
    [InlineData("""{"content":[],"structuredContent":{"degrees":12}}""", """{"degrees":12}""")]
    [InlineData("""{"content":[],"structuredContent":{"why":"no sensor"},"isError":true}""", """Error: {"why":"no sensor"}""")]
    [InlineData("""{"content":[]}""", "(no result)")]
    [InlineData("""{"content":[{"type":"image","data":""}]}""", "[image]")]
    public void The_result_of_a_tool_server_reaches_the_model_as_text_or_else_as_its_values(string result, string expected) =>
        Assert.Equal(expected, ToolResultText.Of(JsonSerializer.Deserialize<JsonElement>(result)));

    [Fact]
    public void Tools_whose_names_look_the_same_to_a_model_are_all_offered_and_each_is_the_one_called()
    {
        var tools = new ToolSet([]);
        foreach (var name in new[] { "files/read", "files.read", "files:read", "files read" }) tools.Add(AIFunctionFactory.Create(() => name, name), "disk");
        foreach (var name in new[] { "look", "look", "look" }) tools.Add(AIFunctionFactory.Create(() => name, name));

        Assert.Equal(["files_read", "disk_files_read", "disk_files_read_2", "disk_files_read_3", "look", "look_2", "look_3"], tools.Names);
        Assert.Equal(tools.Names, tools.Offered.Select(static tool => tool.Name));
    }

    [Fact]
    public void A_numbered_name_is_not_longer_than_models_accept()
    {
        var tools = new ToolSet([]);
        for (var i = 0; i < 12; i++) tools.Add(AIFunctionFactory.Create(static () => 1, new string('x', 80)), "server");

        Assert.Equal(12, tools.Names.Count());
        Assert.All(tools.Names, static name => Assert.InRange(name.Length, 1, 64));
    }
}
