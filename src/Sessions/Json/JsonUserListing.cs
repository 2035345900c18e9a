using Bots.Sessions.Json.Memories;
using Bots.Sessions.Transfer;

namespace Bots.Sessions.Json;

/// <summary>The users who have a file of values or of memories.</summary>
internal sealed class JsonUserListing(JsonSessionState state, JsonMemories memories) : IUserListing
{
    public ValueTask<UserList> ListUsersAsync(IReadOnlySet<string> known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var remembered = memories.Users().ToHashSet(StringComparer.Ordinal);
        var withValues = state.Users(known.Union(remembered).ToHashSet(StringComparer.Ordinal));
        return new(withValues with { Ids = [.. remembered.Union(withValues.Ids)] });
    }
}
