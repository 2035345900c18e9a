namespace Bots.Sessions.Transfer;

/// <summary>A store that knows of which users it keeps values or memories, whether they own a session now or not.</summary>
internal interface IUserListing
{
    /// <summary>The users, in no order.</summary>
    /// <param name="known">Users who are known from elsewhere.</param>
    /// <param name="cancellationToken">Gives up.</param>
    ValueTask<UserList> ListUsersAsync(IReadOnlySet<string> known, CancellationToken cancellationToken);
}

/// <summary>Users who have values or memories.</summary>
/// <param name="Ids">Their ids.</param>
/// <param name="Nameless">How many more there are of whom nobody says who they are.</param>
internal sealed record UserList(IReadOnlyList<string> Ids, int Nameless);
