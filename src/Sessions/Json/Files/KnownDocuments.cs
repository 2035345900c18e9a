using Bots.Sessions.Json.Documents;

namespace Bots.Sessions.Json.Files;

/// <summary>Documents that were read or written lately. A file whose bytes still are the same need not be taken apart again.</summary>
/// <remarks>The bytes are compared, not times or lengths: what another program wrote is always seen.</remarks>
internal sealed class KnownDocuments
{
    private const int MostDocuments = 256;
    private const long MostBytes = 32 << 20;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, SessionDocument> _documents = new(StringComparer.Ordinal);
    private long _bytes;

    /// <summary>The document that these bytes of the file are, if it is known.</summary>
    public SessionDocument? Find(string path, ReadOnlySpan<byte> bytes)
    {
        SessionDocument? known;
        lock (_lock) known = _documents.GetValueOrDefault(path);
        return known is not null && bytes.SequenceEqual(known.Bytes) ? known : null;
    }

    public void Keep(string path, SessionDocument document)
    {
        lock (_lock)
        {
            Remove(path);
            if (_documents.Count >= MostDocuments || _bytes + document.Bytes.Length > MostBytes) Clear();
            if (document.Bytes.Length > MostBytes) return;
            _documents[path] = document;
            _bytes += document.Bytes.Length;
        }
    }

    /// <summary>Forgets what the file held: it is being erased.</summary>
    public void Forget(string path)
    {
        lock (_lock) Remove(path);
    }

    private void Remove(string path)
    {
        if (_documents.Remove(path, out var known)) _bytes -= known.Bytes.Length;
    }

    private void Clear()
    {
        _documents.Clear();
        _bytes = 0;
    }
}
