using System.Text.Json;
using Bots.Sessions;

namespace Bots.Agents;

/// <summary>What agents note in the metadata of messages.</summary>
public static class MessageMarks
{
    /// <summary>On a user's message: the number of the interaction it opens.</summary>
    public const string Interaction = "interaction";

    /// <summary>On a message of a named agent's own history: its name.</summary>
    public const string Speaker = "session_agent";

    /// <summary>On an answer in the history of an agent that handed over: who gave it.</summary>
    public const string AnsweredBy = "answered_by";

    /// <summary>On the answers of a turn that a program named: that name.</summary>
    public const string Turn = "turn_id";

    /// <summary>On a message of the role <c>user</c> that the user did not write, such as what an agent hands over or a workflow asks: who asks. Neither topics nor facts come from it.</summary>
    public const string AskedBy = "asked_by";

    /// <summary>On a tool's result: true when the call failed, timed out, or was wrong; what the result's text says does not matter.</summary>
    public const string Failed = "failed";

    /// <summary>On an answer: how long the turn took and what it used, see <see cref="Analytics.TurnMeter"/>.</summary>
    public const string Measured = "measured";

    /// <summary>The metadata with the number of the interaction.</summary>
    public static MessageMetadata WithInteraction(this MessageMetadata metadata, int number)
    {
        ArgumentNullException.ThrowIfNull(metadata);
        return metadata.With(Interaction, JsonSerializer.SerializeToElement(number));
    }

    /// <summary>The number of the interaction that this message opens, or null.</summary>
    public static int? InteractionOf(SessionMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return message.Metadata.Values.TryGetValue(Interaction, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : null;
    }

    /// <summary>True for what the user said.</summary>
    internal static bool IsUsers(SessionMessage message) => message.Role == "user" && message.Metadata.GetString(AskedBy) is null;

    internal static MessageMetadata WithFailure(this MessageMetadata metadata) => metadata.With(Failed, JsonSerializer.SerializeToElement(true));

    internal static bool IsFailure(SessionMessage result) => result.Metadata.Values.TryGetValue(Failed, out var value) && value.ValueKind == JsonValueKind.True;

    internal static string? SpeakerOf(SessionMessage message) => message.Metadata.GetString(Speaker);
}
