using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>Makes a conversation that did not fit into the model shorter: without its older half, and with long tool results cut.</summary>
internal static class ModelShortening
{
    private const int LongResult = 2_000;
    private const string Notice = "The older part of this conversation is not shown, because it did not fit. Say so if the user asks about it.";

    /// <summary>True when something could be left out. Tool groups stay whole and a user still speaks first.</summary>
    public static bool Apply(List<ChatMessage> messages)
    {
        var cut = CutLongResults(messages);
        var first = messages.FindIndex(static message => message.Role != ChatRole.System);
        var turns = Enumerable.Range(0, messages.Count).Where(index => index > first && messages[index].Role == ChatRole.User).ToList();
        if (first < 0 || turns.Count == 0) return cut;

        var middle = first + ((messages.Count - first) / 2);
        var keep = turns.Find(index => index >= middle) is > 0 and var next ? next : turns[^1];
        messages.RemoveRange(first, keep - first);
        messages.Insert(first, new(ChatRole.System, [.. first > 0 ? messages[first - 1].Contents : [], new TextContent(first > 0 ? $"\n\n{Notice}" : Notice)]));
        if (first > 0) messages.RemoveAt(first - 1);
        return true;
    }

    private static bool CutLongResults(List<ChatMessage> messages)
    {
        var any = false;
        foreach (var result in messages.SelectMany(static message => message.Contents).OfType<FunctionResultContent>())
        {
            if (result.Result is not string { Length: > LongResult } text) continue;
            result.Result = $"{text.AsSpan(0, char.IsHighSurrogate(text[LongResult - 1]) ? LongResult - 1 : LongResult)}\n[The rest is cut.]";
            any = true;
        }

        return any;
    }
}
