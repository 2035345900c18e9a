using Bots.Adapters;
using Bots.BotHost.Commands;
using Bots.BotHost.Turns;

namespace Bots.BotHost.Access;

/// <summary>What people are told who may not write (yet), and what the owner is told of them.</summary>
internal static class Strangers
{
    private const int LongestName = 60;

    /// <summary>Nothing.</summary>
    public static TurnDraft Silence { get; } = new() { Failure = TurnFailure.Refused };

    /// <summary>The name a person gives themselves, for records.</summary>
    public static string NameOf(InboundMessage message) => Excerpt.Of(message.SenderName, LongestName);

    /// <summary>A person as the owner sees them: the name is theirs to choose, so it cannot be anything but plain text.</summary>
    public static string Described(string name, string user) => name.Length == 0 ? $"`{user}`" : $"`{name.Replace('`', '\'')}` (`{user}`)";

    /// <summary>The one answer to a person who is not known.</summary>
    public static TurnDraft Refuse(InboundMessage message, ToldOnce told, long entry) => TellOnce(
        message, told, entry, $"I answer only people I know, and I do not know you yet. If you belong here, tell whoever runs me your id: `{message.UserId}`.");

    /// <summary>The one answer while too many others wait.</summary>
    public static TurnDraft TryLater(InboundMessage message, ToldOnce told, long entry) => TellOnce(
        message, told, entry, $"I answer only people my owner approved, and too many are waiting for that already. Please try again in an hour, or tell whoever runs me your id: `{message.UserId}`.");

    /// <summary>Gives a person their code, and asks the owner.</summary>
    public static TurnDraft Introduce(PairingRequest request, string code, BotOwner? owner, string bot, TimeSpan lifetime)
    {
        var asked = owner?.Place is not null;
        var answer = $"I answer only people my owner approved. {(asked ? "I have asked, and tell you when you may write." : "Please ask whoever runs me to let you in.")} "
            + $"Your code is `{code}`, good for {Duration.Of(lifetime)}; what you write until then is not kept.";
        return Refused(answer) with { Notices = asked ? [Ask(request, code, owner!, bot)] : [] };
    }

    /// <summary>What an interaction of a platform that waits for an answer gets instead of silence.</summary>
    public static TurnDraft NotHere { get; } = Refused("I do not answer you here.");

    /// <summary>Tells a person that they were let in.</summary>
    public static Notice Welcome(PrivatePlace place, string bot, string user) =>
        new(place.Addressed(bot, user), new("You may write to me now. What you wrote before was not kept: please send it again."));

    private static Notice Ask(PairingRequest request, string code, BotOwner owner, string bot) => new(
        owner.Place!.Addressed(bot, owner.User),
        new Reply($"{Described(request.Name, request.User)} wants to write to me, with the code `{code}`. I keep nothing of it and stay silent until you decide.")
        {
            Buttons = [[new("Approve", $"/access approve {request.User}"), new("Not now", $"/access deny {request.User}"), new("Block", $"/access block {request.User}")]],
        });

    private static TurnDraft TellOnce(InboundMessage message, ToldOnce told, long entry, string text) =>
        told.IsToTell(message.Bot, message.UserId, entry) ? Refused(text) : Silence;

    private static TurnDraft Refused(string text) => TurnDraft.Answer(text) with { Failure = TurnFailure.Refused };
}
