using System.Text.Json.Nodes;

namespace Bots.Fakes.Discord.World;

/// <summary>A command that was run or a button that was pressed, and what became of it.</summary>
public sealed class FakeInteraction(string id, string token, FakeChannel channel, FakeUser user, DateTimeOffset at)
{
    public string Id => id;

    public string Token => token;

    public FakeChannel Channel => channel;

    public FakeUser User => user;

    public DateTimeOffset At => at;

    /// <summary>The type of the first response (4 message, 5 deferred, 6 deferred update, 7 update, 8 autocomplete); null while there is none.</summary>
    public int? ResponseType { get; internal set; }

    /// <summary>The answer in the place of the command, once there is one.</summary>
    public FakeMessage? Original { get; internal set; }

    /// <summary>Messages after the first answer.</summary>
    public IReadOnlyList<FakeMessage> FollowUps { get; internal set; } = [];

    /// <summary>The offered choices of an autocomplete answer.</summary>
    public IReadOnlyList<string> Choices { get; internal set; } = [];

    /// <summary>True when the first answer was asked to be seen by its user alone.</summary>
    public bool IsEphemeral { get; internal set; }

    internal JsonObject Data { get; init; } = [];

    internal int Type { get; init; }

    internal FakeMessage? Message { get; init; }
}
