using System.Globalization;
using Bots.Sessions;
using Bots.Sessions.Http;

namespace Bots.BotHost.Api;

/// <summary>The five methods of the store: <c>/sessions</c> and <c>/sessions/messages</c>.</summary>
internal sealed class SessionEndpoints(ISessionStore store)
{
    public async Task AddAsync(HttpContext context, ApiCaller caller)
    {
        if (await SessionAsync(context, caller) is not { } session || await ApiResults.ReadAsync(context, PostedMessageJson.Default.PostedMessage) is not { } posted) return;
        await AnswerAsync(context, async token => posted.Read(out var problem) is { } message
            ? StoreWire.Write(await store.AddMessageAsync(session, message.Role, message.Content, message.Metadata, token))
            : (400, problem));
    }

    public Task HistoryAsync(HttpContext context, ApiCaller caller) => WithSessionAsync(context, caller, async (session, token) =>
    {
        var text = context.Request.Query[StoreWire.MaxParameter].ToString();
        var max = int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : (int?)null;
        if (text.Length > 0 && max is null) return (400, $"{StoreWire.MaxParameter} is no whole number.");
        return StoreWire.Write(await store.GetChatHistoryAsync(session, max, token));
    });

    public Task ClearAsync(HttpContext context, ApiCaller caller) =>
        WithSessionAsync(context, caller, async (session, token) => StoreWire.Write(await store.ClearSessionAsync(session, token)));

    public Task DeleteAsync(HttpContext context, ApiCaller caller) =>
        WithSessionAsync(context, caller, async (session, token) => StoreWire.Write(await store.DeleteSessionAsync(session, token)));

    public Task ExistsAsync(HttpContext context, ApiCaller caller) =>
        WithSessionAsync(context, caller, async (session, token) => StoreWire.Write(await store.SessionExistsAsync(session, token)));

    private static async Task WithSessionAsync(HttpContext context, ApiCaller caller, Func<string, CancellationToken, Task<Outcome>> answer)
    {
        if (await SessionAsync(context, caller) is { } session) await AnswerAsync(context, token => answer(session, token));
    }

    // Null when it has been answered. Of two ids nobody could say which one is meant.
    private static async Task<string?> SessionAsync(HttpContext context, ApiCaller caller)
    {
        var ids = context.Request.Query[StoreWire.SessionParameter];
        if (ids.Count > 1) await ApiResults.ErrorAsync(context, 400, $"The request has more than one \"{StoreWire.SessionParameter}\".");
        else if (await ApiResults.MayUseAsync(context, caller, ids.ToString())) return ids.ToString();
        return null;
    }

    private static async Task AnswerAsync(HttpContext context, Func<CancellationToken, Task<Outcome>> answer)
    {
        Outcome outcome;
        try
        {
            outcome = await answer(context.RequestAborted);
        }
        catch (SessionStoreException exception)
        {
            outcome = (503, exception.Message);
        }
        catch (ArgumentException exception)
        {
            outcome = (400, ApiResults.Sentence(exception));
        }

        await (outcome.Error is { } error ? ApiResults.ErrorAsync(context, outcome.Status, error) : ApiResults.WriteAsync(context, 200, outcome.Json));
    }

    /// <summary>JSON, or a status and why.</summary>
    private readonly record struct Outcome(byte[] Json, int Status, string? Error)
    {
        public static implicit operator Outcome(byte[] json) => new(json, 200, null);

        public static implicit operator Outcome((int Status, string Error) refusal) => new([], refusal.Status, refusal.Error);
    }
}
