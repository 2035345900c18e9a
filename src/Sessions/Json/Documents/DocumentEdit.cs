namespace Bots.Sessions.Json.Documents;

/// <summary>Collects changes to a document and makes them all at once.</summary>
internal sealed class DocumentEdit(SessionDocument document)
{
    private readonly List<JsonEdit> _edits = [];
    private bool _hasAdded;
    private IReadOnlyList<byte[]> _added = [];

    /// <summary>Gives a key of the session this value.</summary>
    public DocumentEdit Set(string name, ReadOnlySpan<byte> value)
    {
        _edits.Add(document.SetEdit(name, value, ref _hasAdded));
        return this;
    }

    /// <summary>Adds messages at the end.</summary>
    public DocumentEdit Append(IEnumerable<SessionMessage> added) => Messages(static _ => true, added);

    /// <summary>Keeps the messages at the indexes that <paramref name="keeps"/> names, byte for byte, and adds more behind them.</summary>
    public DocumentEdit Messages(Func<int, bool> keeps, IEnumerable<SessionMessage> added)
    {
        _added = [.. added.Select(MessageJson.Write)];
        _edits.Add(document.MessagesEdit(keeps, _added, ref _hasAdded));
        return this;
    }

    public SessionDocument Build() => document.With(_edits, _added, _hasAdded);
}
