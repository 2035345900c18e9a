using System.Text.Json;

namespace Bots.Sessions.Conformance;

/// <summary>Tool calls and their results, in the shape of the shared file format.</summary>
internal static class ToolMessages
{
    public static SessionMessage Call(params string[] ids) =>
        new("assistant", "calling") { Metadata = new MessageMetadata { ToolCalls = Calls(ids) } };

    public static SessionMessage Result(string id) => new("tool", $"result of {id}") { Metadata = new MessageMetadata { ToolCallId = id } };

    private static JsonElement Calls(string[] ids) => JsonSerializer.SerializeToElement(
        ids.Select(static id => new { id, type = "function", function = new { name = "look", arguments = "{}" } }));
}
