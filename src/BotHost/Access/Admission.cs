using Bots.BotHost.Turns;

namespace Bots.BotHost.Access;

/// <summary>What may go on of a turn.</summary>
/// <param name="Turn">The turn with the messages that may be answered; as it came when none may.</param>
/// <param name="Refusal">What is written instead of an answer, or null.</param>
internal sealed record Admission(Turn Turn, TurnDraft? Refusal);
