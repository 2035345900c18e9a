using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;

namespace Bots.Agents.Models.OpenAI;

/// <summary>Puts tool calls together that arrive in pieces.</summary>
internal sealed class StreamedToolCalls
{
    private readonly SortedDictionary<int, Call> _calls = [];

    public void Add(IEnumerable<StreamingChatToolCallUpdate> pieces)
    {
        foreach (var piece in pieces)
        {
            if (!_calls.TryGetValue(piece.Index, out var call)) _calls[piece.Index] = call = new();
            if (piece.ToolCallId is { Length: > 0 } id) call.Id = id;
            if (piece.FunctionName is { Length: > 0 } name) call.Name = name;
            if (piece.FunctionArgumentsUpdate is { } arguments) call.Arguments.Append(arguments);
        }
    }

    public IReadOnlyList<FunctionCallContent> Complete() =>
        [.. _calls.Where(static pair => pair.Value.Name.Length > 0).Select(static pair => pair.Value.Complete())];

    private sealed class Call
    {
        public string Id { get; set; } = "";

        public string Name { get; set; } = "";

        public StringBuilder Arguments { get; } = new();

        // Some compatible servers send no id; the conversation needs one to pair the result.
        public FunctionCallContent Complete() => ToolCallJson.Parse(Id.Length > 0 ? Id : $"call_{Guid.NewGuid():N}", Name, Arguments.ToString());
    }
}
