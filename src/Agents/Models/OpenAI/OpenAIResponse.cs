using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Finish = Microsoft.Extensions.AI.ChatFinishReason;
using OpenAIFinish = OpenAI.Chat.ChatFinishReason;

namespace Bots.Agents.Models.OpenAI;

/// <summary>Reads OpenAI answers.</summary>
internal static class OpenAIResponse
{
    public static ChatResponseUpdate Update(StreamingChatCompletionUpdate chunk)
    {
        var contents = chunk.ContentUpdate.Where(static part => part.Text is { Length: > 0 }).Select(static part => (AIContent)new TextContent(part.Text)).ToList();
        if (chunk.RefusalUpdate is { Length: > 0 } refusal) contents.Add(new TextContent(refusal));
        if (chunk.Usage is { } usage) contents.Add(new UsageContent(Usage(usage)));
        return new(ChatRole.Assistant, contents)
        {
            ModelId = chunk.Model,
            ResponseId = chunk.CompletionId,
            FinishReason = chunk.FinishReason is { } finish ? Finish(finish) : null,
        };
    }

    public static Finish Finish(OpenAIFinish finish) => finish switch
    {
        OpenAIFinish.Length => global::Microsoft.Extensions.AI.ChatFinishReason.Length,
        OpenAIFinish.ContentFilter => global::Microsoft.Extensions.AI.ChatFinishReason.ContentFilter,
        OpenAIFinish.ToolCalls => global::Microsoft.Extensions.AI.ChatFinishReason.ToolCalls,
        _ => global::Microsoft.Extensions.AI.ChatFinishReason.Stop,
    };

    public static UsageDetails Usage(ChatTokenUsage usage) => new()
    {
        InputTokenCount = usage.InputTokenCount,
        OutputTokenCount = usage.OutputTokenCount,
        CachedInputTokenCount = usage.InputTokenDetails?.CachedTokenCount ?? 0,
    };
}
