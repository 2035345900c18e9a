using Microsoft.Extensions.AI;
using OpenAI.Chat;
using ChatMessage = Microsoft.Extensions.AI.ChatMessage;
using OpenAIMessage = OpenAI.Chat.ChatMessage;

namespace Bots.Agents.Models.OpenAI;

/// <summary>Builds OpenAI requests.</summary>
internal static class OpenAIRequest
{
    public static IEnumerable<OpenAIMessage> Messages(IEnumerable<ChatMessage> messages) => messages.SelectMany(static message => Convert(message));

    public static ChatCompletionOptions Options(ChatOptions? options, bool isCompatible)
    {
        var result = new ChatCompletionOptions { Temperature = options?.Temperature, TopP = options?.TopP };
        LimitOutput(result, options?.MaxOutputTokens, isCompatible);
        foreach (var stop in options?.StopSequences ?? []) result.StopSequences.Add(stop);
        foreach (var tool in options?.Tools?.OfType<AIFunctionDeclaration>() ?? []) result.Tools.Add(Convert(tool));
        if (options?.ResponseFormat is ChatResponseFormatJson) result.ResponseFormat = OpenAIJsonFormat;
        if (result.Tools.Count > 0 && options?.ToolMode is NoneChatToolMode) result.ToolChoice = ChatToolChoice.CreateNoneChoice();
        return result;
    }

    private static global::OpenAI.Chat.ChatResponseFormat OpenAIJsonFormat => global::OpenAI.Chat.ChatResponseFormat.CreateJsonObjectFormat();

    // OpenAI's newer models accept only max_completion_tokens; many compatible servers know only max_tokens and ignore the other.
    private static void LimitOutput(ChatCompletionOptions options, int? limit, bool isCompatible)
    {
        if (!isCompatible) options.MaxOutputTokenCount = limit;
#pragma warning disable SCME0001 // JsonPatch is marked experimental; it is the only way to send a field the library has no property for.
        else if (limit is { } tokens) options.Patch.Set("$.max_tokens"u8, tokens);
#pragma warning restore SCME0001
    }

    private static IEnumerable<OpenAIMessage> Convert(ChatMessage message)
    {
        if (message.Role == ChatRole.System) return [new SystemChatMessage(message.Text)];
        if (message.Role == ChatRole.Assistant) return [Assistant(message)];
        if (message.Role == ChatRole.Tool)
            return message.Contents.OfType<FunctionResultContent>().Select(static result => new ToolChatMessage(result.CallId, result.Result?.ToString() ?? ""));
        return [User(message)];
    }

    private static UserChatMessage User(ChatMessage message)
    {
        var pictures = message.Contents.OfType<DataContent>().Where(static content => content.HasTopLevelMediaType("image")).ToList();
        if (pictures.Count == 0) return new(message.Text);
        var parts = pictures.Select(static picture => ChatMessageContentPart.CreateImagePart(BinaryData.FromBytes(picture.Data), picture.MediaType));
        return new(message.Text.Length == 0 ? parts : parts.Append(ChatMessageContentPart.CreateTextPart(message.Text)));
    }

    private static AssistantChatMessage Assistant(ChatMessage message)
    {
        var calls = message.Contents.OfType<FunctionCallContent>().Select(Convert).ToList();
        if (calls.Count == 0) return new(message.Text);
        var result = new AssistantChatMessage(calls);
        if (message.Text.Length > 0) result.Content.Add(ChatMessageContentPart.CreateTextPart(message.Text));
        return result;
    }

    private static ChatToolCall Convert(FunctionCallContent call) =>
        ChatToolCall.CreateFunctionToolCall(call.CallId, call.Name, BinaryData.FromObjectAsJson(call.Arguments ?? new Dictionary<string, object?>()));

    private static ChatTool Convert(AIFunctionDeclaration tool) =>
        ChatTool.CreateFunctionTool(tool.Name, tool.Description, BinaryData.FromString(tool.JsonSchema.GetRawText()));
}
