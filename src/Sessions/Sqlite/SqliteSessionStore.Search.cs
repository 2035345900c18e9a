using Bots.Sessions.Search;
using Bots.Sessions.Sqlite.Search;

namespace Bots.Sessions.Sqlite;

public sealed partial class SqliteSessionStore : ISessionSearch
{
    /// <inheritdoc/>
    /// <remarks>What was added since the last search is indexed first; the first search in a file that has never been searched takes longer.</remarks>
    public async ValueTask<IReadOnlyList<SearchHit>> SearchAsync(SearchQuery query, CancellationToken cancellationToken = default)
    {
        var text = SearchRules.Check(query);
        var (words, characters) = (MatchQuery.OfWords(text), MatchQuery.OfCharacters(text));
        if ((words.Count == 0 && characters.Count == 0) || query.Limit <= 0) return [];
        await IndexAsync(cancellationToken);
        return await ReadAsync(
            (query, words, characters), static (connection, asked) => SearchReader.Search(connection, asked.query, asked.words, asked.characters), cancellationToken);
    }

    private async ValueTask IndexAsync(CancellationToken cancellationToken)
    {
        var (newest, indexed) = await ReadAsync(0, static (connection, _) => SearchIndex.Progress(connection), cancellationToken);
        while (indexed < newest)
            indexed = await _writer.WriteAsync(0, static (transaction, _) => SearchIndex.AddSome(transaction), cancellationToken);
    }
}
