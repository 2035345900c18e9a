using Bots.Sessions.Json;
using Bots.Sessions.Sqlite;

namespace Bots.Sessions.Worker;

/// <summary>The stores a worker can open, by the name the configuration uses.</summary>
internal static class Stores
{
    public static ISessionStore Open(string kind, string path) => kind switch
    {
        "json" => new JsonSessionStore(new JsonSessionOptions { Directory = path }),
        "sqlite" => new SqliteSessionStore(new SqliteSessionOptions { Path = path }),
        _ => throw new ArgumentException($"\"{kind}\" is no store a worker can open: use json or sqlite.", nameof(kind)),
    };
}
