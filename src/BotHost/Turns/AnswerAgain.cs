using Bots.Adapters;

namespace Bots.BotHost.Turns;

/// <summary>A question of the past that is answered anew.</summary>
/// <param name="Session">The session it stands in.</param>
/// <param name="KeepMessages">How many messages of the history come before it; the agent sees no more.</param>
/// <param name="Prompt">What is asked now.</param>
/// <param name="Message">The message that the question counts as in the history.</param>
internal sealed record AnswerAgain(string Session, int KeepMessages, string Prompt, InboundMessage Message);
