using System.Text;
using System.Text.Json;
using Bots.Agents;
using Bots.BotHost.Turns;
using Bots.Sessions;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Api;

/// <summary><c>POST /agent</c> and <c>GET /agent/health</c>.</summary>
internal sealed class AgentEndpoints(IAgentCatalog agents, ApiOptions options, RemoteSessions sessions, IOptions<TurnOptions> turns)
{
    // User ids of the API and of the platforms never meet.
    private const string UserPrefix = "api_";

    public async Task AnswerAsync(HttpContext context, ApiCaller caller)
    {
        var query = await ApiResults.ReadAsync(context, ApiJson.Default.AgentQuery);
        if (query is null) return;
        if (string.IsNullOrWhiteSpace(query.Query))
        {
            await ApiResults.ErrorAsync(context, 400, "The request has no \"query\".");
            return;
        }

        var session = string.IsNullOrEmpty(query.SessionId) ? $"session_{Guid.NewGuid():N}" : query.SessionId;
        if (!await ApiResults.MayUseAsync(context, caller, session)) return;
        if (!caller.MaySpeakFor(query.UserId, out var userId))
        {
            await ApiResults.ErrorAsync(context, 403, "The session token is not for that user: leave \"user_id\" out, or ask for a token with it.");
            return;
        }

        using var timeout = new CancellationTokenSource(turns.Value.Timeout);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, timeout.Token);
        var user = userId is null ? null : UserPrefix + userId;
        var streams = context.Request.Headers.Accept.Any(static accept => accept?.Contains("text/event-stream", StringComparison.OrdinalIgnoreCase) is true);
        try
        {
            await sessions.UseAsync(session, agents.Find(options.Agent)!, user, chat =>
                streams ? StreamAsync(context, chat, query.Query, stop.Token) : ReplyAsync(context, chat, query.Query, stop.Token), stop.Token);
        }
        catch (Exception exception) when (Explain(exception, timeout.IsCancellationRequested) is { } failure && !context.RequestAborted.IsCancellationRequested)
        {
            await FailAsync(context, failure.Status, failure.Sentence);
        }
    }

    public Task HealthAsync(HttpContext context) => ApiResults.WriteAsync(context, new("healthy", options.Agent), ApiJson.Default.AgentHealth);

    private static async Task ReplyAsync(HttpContext context, Session chat, string query, CancellationToken cancellationToken) =>
        await ApiResults.WriteAsync(context, new(await chat.ChatAsync(query, cancellationToken), chat.Id), ApiJson.Default.AgentAnswer);

    private static async Task StreamAsync(HttpContext context, Session chat, string query, CancellationToken cancellationToken)
    {
        var answer = new StringBuilder();
        await foreach (var piece in chat.StreamAsync(query, cancellationToken))
        {
            answer.Append(piece);
            await EventAsync(context, "text", JsonSerializer.Serialize(new(piece), ApiJson.Default.AgentText));
        }

        await EventAsync(context, "done", JsonSerializer.Serialize(new(answer.ToString(), chat.Id), ApiJson.Default.AgentAnswer));
    }

    private static async Task EventAsync(HttpContext context, string name, string json)
    {
        if (!context.Response.HasStarted) (context.Response.ContentType, context.Response.Headers.CacheControl) = ("text/event-stream", "no-store");
        await context.Response.WriteAsync($"event: {name}\ndata: {json}\n\n", context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }

    private static Task FailAsync(HttpContext context, int status, string sentence) => context.Response.HasStarted
        ? EventAsync(context, "error", JsonSerializer.Serialize(new(sentence), ApiJson.Default.ApiError))
        : ApiResults.ErrorAsync(context, status, sentence);

    private (int Status, string Sentence)? Explain(Exception exception, bool isTimeout) => exception switch
    {
        AgentException failure => (failure.IsTransient ? 503 : 502, failure.Message),
        SessionStoreException failure => (503, failure.Message),
        ArgumentException failure => (400, ApiResults.Sentence(failure)),
        OperationCanceledException when isTimeout => (504, $"The answer took longer than {turns.Value.Timeout.TotalSeconds:0} seconds and was cut; nothing of it is kept."),
        _ => null,
    };
}
