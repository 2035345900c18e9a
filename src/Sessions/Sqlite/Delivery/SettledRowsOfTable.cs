using Bots.Sessions.Sqlite.Engine;

namespace Bots.Sessions.Sqlite.Delivery;

/// <summary>Walks one table from its oldest id on. Ids grow with time, so that this needs no index over times.</summary>
/// <param name="nextStep">The last id and the latest time among the next few rows after an id.</param>
/// <param name="purge">Removes the settled rows between two ids.</param>
internal sealed class SettledRowsOfTable(string nextStep, string purge)
{
    private long _done;

    /// <summary>Looks at a few more rows; true when no older ones are left to look at.</summary>
    public bool PurgeSome(Connection connection, long before)
    {
        using var step = connection.Query(nextStep).Bind(1, _done);
        var isEmpty = !step.Step() || step.IsNull(0);
        if (!isEmpty) Purge(connection, step.Long(0), before);
        if (!isEmpty && step.Long(1) < before) return false;
        _done = 0;
        return true;
    }

    private void Purge(Connection connection, long last, long before)
    {
        using var rows = connection.Query(purge).Bind(1, _done).Bind(2, last).Bind(3, before);
        rows.Run();
        _done = last;
    }
}
