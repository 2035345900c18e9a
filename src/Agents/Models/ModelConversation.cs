using Bots.Sessions;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Models;

/// <summary>Turns a session's history into what a model accepts: whole tool groups only, a user first, nothing empty.</summary>
internal static class ModelConversation
{
    private const string NoResult = "No result was recorded for this call.";

    public static List<ChatMessage> Build(string instructions, AgentRequest request)
    {
        var messages = new List<ChatMessage>();
        var said = request.History.Where(static message => RoleOf(message.Role) == ChatRole.System).Select(static message => message.Content);
        AddSystem(messages, [instructions, .. said, .. request.Context]);
        AddHistory(messages, [.. request.History.Where(static message => RoleOf(message.Role) != ChatRole.System)]);
        AddPrompt(messages, request);
        return messages;
    }

    // One message, first: many models know no other place. Its parts stay apart, so that the first one can be cached.
    private static void AddSystem(List<ChatMessage> messages, IEnumerable<string> texts)
    {
        var parts = texts.Where(static text => !string.IsNullOrWhiteSpace(text)).Select(static (text, index) => (AIContent)new TextContent(index == 0 ? MessageText.WellFormed(text) : $"\n\n{MessageText.WellFormed(text)}")).ToList();
        if (parts.Count > 0) messages.Add(new(ChatRole.System, parts));
    }

    // Providers reject a result without its call and a conversation that the model opens: a window may begin in the middle of either.
    private static void AddHistory(List<ChatMessage> messages, SessionMessage[] history)
    {
        var userSpoke = false;
        for (var i = 0; i < history.Length; i++)
        {
            var role = RoleOf(history[i].Role);
            userSpoke |= role == ChatRole.User;
            if (role == ChatRole.Tool || (role == ChatRole.Assistant && !userSpoke)) continue;

            var calls = role == ChatRole.Assistant ? ToolCallJson.Read(history[i].Metadata.ToolCalls) : [];
            if (calls.Count == 0) AddText(messages, role, history[i].Content);
            else AddGroup(messages, history[i].Content, calls, [.. history.Skip(i + 1).TakeWhile(static next => RoleOf(next.Role) == ChatRole.Tool)]);
        }
    }

    // A picture may come without a word, and no provider takes an empty text.
    private static void AddPrompt(List<ChatMessage> messages, AgentRequest request)
    {
        if (request.Attachments.Count == 0)
        {
            AddText(messages, ChatRole.User, request.Prompt);
            return;
        }

        var contents = request.Attachments.Select(static picture => (AIContent)new DataContent(picture.Content, picture.MediaType)).ToList();
        if (!string.IsNullOrWhiteSpace(request.Prompt)) contents.Add(new TextContent(MessageText.WellFormed(request.Prompt)));
        messages.Add(new(ChatRole.User, contents));
    }

    private static void AddText(List<ChatMessage> messages, ChatRole role, string text)
    {
        if (!string.IsNullOrWhiteSpace(text)) messages.Add(new(role, MessageText.WellFormed(text)));
    }

    private static void AddGroup(List<ChatMessage> messages, string text, IReadOnlyList<FunctionCallContent> calls, SessionMessage[] results)
    {
        var contents = new List<AIContent>();
        if (!string.IsNullOrWhiteSpace(text)) contents.Add(new TextContent(MessageText.WellFormed(text)));
        contents.AddRange(calls);
        messages.Add(new(ChatRole.Assistant, contents));
        messages.Add(new(ChatRole.Tool, [.. calls.Select(call => (AIContent)new FunctionResultContent(call.CallId, ResultOf(call, results)))]));
    }

    private static string ResultOf(FunctionCallContent call, SessionMessage[] results)
    {
        var stored = Array.Find(results, result => result.Metadata.ToolCallId == call.CallId)?.Content;
        return string.IsNullOrWhiteSpace(stored) ? NoResult : MessageText.WellFormed(stored);
    }

    private static ChatRole RoleOf(string role) => role switch
    {
        "assistant" => ChatRole.Assistant,
        "tool" => ChatRole.Tool,
        "system" => ChatRole.System,
        _ => ChatRole.User,
    };
}
