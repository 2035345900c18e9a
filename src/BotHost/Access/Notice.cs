using Bots.Adapters;

namespace Bots.BotHost.Access;

/// <summary>Something said to somebody who did not just write.</summary>
/// <param name="To">A message of theirs, or one in their place: where it goes.</param>
/// <param name="Reply">What is said.</param>
internal sealed record Notice(InboundMessage To, Reply Reply);
