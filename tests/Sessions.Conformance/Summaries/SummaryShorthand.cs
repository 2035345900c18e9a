namespace Bots.Sessions.Conformance;

/// <summary>What tests of summaries say often, said shortly.</summary>
internal static class SummaryShorthand
{
    public static async Task<bool> SummarizeAsync(this ISessionStore store, string session, int from, int to, string? text = null)
    {
        var range = (await store.GetChatHistoryAsync(session)).Skip(from).Take(to - from + 1);
        return await store.Require<ISessionSummaries>().SaveSummaryAsync(session, new(from, to, text ?? $"{from} to {to}", SessionSummary.HashOf(range)));
    }

    public static async Task<string[]> SummariesAsync(this ISessionStore store, string session) =>
        [.. (await store.Require<ISessionSummaries>().ListSummariesAsync(session)).Select(static summary => summary.Text)];
}
