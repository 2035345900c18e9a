using System.Buffers;
using System.Text;
using SQLitePCL;
using static SQLitePCL.raw;

namespace Bots.Sessions.Sqlite.Engine;

/// <summary>One run of a prepared statement: bind, step, read. Disposing makes the statement free for the next run.</summary>
/// <remarks>Text goes both ways as UTF-8 with its length, so that NUL is a character like any other; lone surrogates become U+FFFD.</remarks>
internal readonly ref struct Query(Connection connection, sqlite3_stmt statement)
{
    private const int OnStack = 512;

    public Query Bind(int index, long value)
    {
        connection.Check(sqlite3_bind_int64(statement, index, value));
        return this;
    }

    public Query Bind(int index, long? value)
    {
        connection.Check(value is { } number ? sqlite3_bind_int64(statement, index, number) : sqlite3_bind_null(statement, index));
        return this;
    }

    public Query Bind(int index, string? value)
    {
        connection.Check(value switch
        {
            null => sqlite3_bind_null(statement, index),
            // An empty span would be bound as NULL.
            "" => sqlite3_bind_text(statement, index, ""),
            _ => BindUtf8(index, value),
        });
        return this;
    }

    /// <summary>Binds text that is UTF-8 already.</summary>
    public Query Bind(int index, byte[] utf8)
    {
        connection.Check(utf8.Length == 0 ? sqlite3_bind_text(statement, index, "") : sqlite3_bind_text(statement, index, utf8.AsSpan()));
        return this;
    }

    public Query Bind(int index, double value)
    {
        connection.Check(sqlite3_bind_double(statement, index, value));
        return this;
    }

    /// <summary>Binds bytes that are no text; none as NULL.</summary>
    public Query BindBlob(int index, ReadOnlySpan<byte> bytes)
    {
        connection.Check(bytes.IsEmpty ? sqlite3_bind_null(statement, index) : sqlite3_bind_blob(statement, index, bytes));
        return this;
    }

    /// <summary>True when there is a row to read, false at the end.</summary>
    public bool Step()
    {
        var result = sqlite3_step(statement);
        if (result == SQLITE_ROW) return true;
        if (result != SQLITE_DONE) connection.Throw(result);
        return false;
    }

    public void Run()
    {
        while (Step())
        {
        }
    }

    public bool IsNull(int column) => sqlite3_column_type(statement, column) == SQLITE_NULL;

    public long Long(int column) => sqlite3_column_int64(statement, column);

    public double Double(int column) => sqlite3_column_double(statement, column);

    public int Int(int column) => checked((int)sqlite3_column_int64(statement, column));

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public ReadOnlySpan<byte> Utf8(int column) => sqlite3_column_blob(statement, column);

    public string Text(int column) => Encoding.UTF8.GetString(Utf8(column));

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public void Dispose() => _ = sqlite3_reset(statement);

    private int BindUtf8(int index, string value)
    {
        byte[]? rented = null;
        var longest = Encoding.UTF8.GetMaxByteCount(value.Length);
        Span<byte> buffer = longest <= OnStack ? stackalloc byte[OnStack] : rented = ArrayPool<byte>.Shared.Rent(longest);
        var length = Encoding.UTF8.GetBytes(value, buffer);
        var result = sqlite3_bind_text(statement, index, buffer[..length]);
        if (rented is not null) ArrayPool<byte>.Shared.Return(rented);
        return result;
    }
}
