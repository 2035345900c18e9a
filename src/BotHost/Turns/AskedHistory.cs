using Bots.Adapters;
using Bots.Sessions;

namespace Bots.BotHost.Turns;

/// <summary>What was said in a conversation, and behind it the last question when that got no answer.</summary>
/// <param name="Messages">All of it.</param>
/// <param name="Answered">How many of the messages are history.</param>
internal sealed record AskedHistory(IReadOnlyList<SessionMessage> Messages, int Answered)
{
    /// <summary>A message of it as it was asked, in the place of a message that asks for it again.</summary>
    public AskedAgain At(int index, InboundMessage again)
    {
        var asked = AskedAgain.From(Messages[index], again);
        // Of a question without an answer no file is known to have been read.
        return index < Answered ? asked : asked with { Files = null };
    }

    /// <summary>What answers the question anew that begins there.</summary>
    public AnswerAgain Again(string session, int start, IReadOnlyList<AskedAgain> question) => new(session, start, question) { IsUnanswered = start >= Answered };
}
