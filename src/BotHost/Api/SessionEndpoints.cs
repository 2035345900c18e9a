using System.Globalization;
using Bots.Sessions;
using Bots.Sessions.Http;

namespace Bots.BotHost.Api;

/// <summary>The five methods of the store: <c>/sessions</c> and <c>/sessions/messages</c>.</summary>
internal sealed class SessionEndpoints(ISessionStore store)
{
    public Task AddAsync(HttpContext context, ApiCaller caller) => WithSessionAsync(context, caller, async (session, token) =>
    {
        if (!context.Request.HasJsonContentType()) return (415, "Send the message as application/json.");
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, token);
        if (StoreWire.ReadMessage(body.ToArray(), out var problem) is not { } message) return (400, problem);
        return StoreWire.Write(await store.AddMessageAsync(session, message.Role, message.Content, message.Metadata, token));
    });

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
        var session = context.Request.Query[StoreWire.SessionParameter].ToString();
        if (!await ApiResults.MayUseAsync(context, caller, session)) return;
        Outcome outcome;
        try
        {
            outcome = await answer(session, context.RequestAborted);
        }
        catch (SessionStoreException exception)
        {
            outcome = (503, exception.Message);
        }
        catch (BadHttpRequestException exception)
        {
            outcome = (exception.StatusCode, "The request is larger than Api:MaxRequestBytes, or broken.");
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
