using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Bots.Bench.Store;

/// <summary>What the store is compared with: one prepared INSERT per transaction, with the columns, indexes and pragmas of the store's message table.</summary>
internal sealed class PlainLoop : IDisposable
{
    private const string Insert = """
        INSERT INTO message(mid, prev, jump, seg, pos, grp, tok_before, ts, role, content, tool_calls, tool_call_id, metadata, jump_grp, body, sum)
        VALUES($mid, $prev, $jump, $seg, $pos, $grp, $tok, $ts, $role, $content, $calls, $call, $metadata, $jumpGroup, $body, $sum)
        """;

    private const string Schema = """
        PRAGMA journal_mode=WAL;
        PRAGMA synchronous=FULL;
        PRAGMA secure_delete=ON;
        PRAGMA temp_store=MEMORY;
        PRAGMA cache_size=-16000;
        PRAGMA wal_autocheckpoint=4000;
        CREATE TABLE message(
            mid INTEGER PRIMARY KEY, prev INTEGER NOT NULL, jump INTEGER NOT NULL, seg INTEGER NOT NULL, pos INTEGER NOT NULL,
            grp INTEGER NOT NULL, tok_before INTEGER NOT NULL, ts INTEGER NOT NULL, role TEXT NOT NULL, content TEXT NOT NULL,
            tool_calls TEXT, tool_call_id TEXT, metadata TEXT, jump_grp INTEGER NOT NULL, body INTEGER, sum INTEGER);
        CREATE INDEX message_body ON message(body) WHERE body IS NOT NULL;
        CREATE INDEX message_system ON message(seg, pos) WHERE role='system'
        """;

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _insert;
    private long _last;

    public PlainLoop(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        _connection = new($"Data Source={path};Pooling=False");
        _connection.Open();
        using var schema = _connection.CreateCommand();
        schema.CommandText = Schema;
        schema.ExecuteNonQuery();

        _insert = _connection.CreateCommand();
        _insert.CommandText = Insert;
        foreach (var name in new[] { "$mid", "$prev", "$jump", "$seg", "$pos", "$grp", "$tok", "$ts" }) _insert.Parameters.Add(name, SqliteType.Integer);
        foreach (var name in new[] { "$role", "$content", "$calls", "$call", "$metadata" }) _insert.Parameters.Add(name, SqliteType.Text);
        foreach (var name in new[] { "$jumpGroup", "$body", "$sum" }) _insert.Parameters.Add(name, SqliteType.Integer);
        _insert.Prepare();
    }

    /// <summary>Inserts this many messages, one durable transaction each.</summary>
    public TimeSpan Run(int count)
    {
        var started = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++) InsertOne();
        return Stopwatch.GetElapsedTime(started);
    }

    /// <summary>How long each of this many took, in microseconds.</summary>
    public double[] Latencies(int count) => [.. Enumerable.Range(0, count).Select(_ => Run(1).TotalMicroseconds)];

    /// <summary>Inserts one message in a transaction of its own.</summary>
    public void InsertOne()
    {
        _last++;
        var values = new object[] { _last, _last - 1, _last - 1, 1L, _last, _last, _last * 30, DateTime.UtcNow.Ticks / 10, "user", Load.Text, DBNull.Value, DBNull.Value, DBNull.Value, _last, DBNull.Value, long.MaxValue - _last };
        for (var index = 0; index < values.Length; index++) _insert.Parameters[index].Value = values[index];
        _insert.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _insert.Dispose();
        _connection.Dispose();
    }
}
