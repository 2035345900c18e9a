using System.Net.Sockets;
using System.Text.Json;
using static Bots.Agents.AgentFailure;

namespace Bots.Agents.Models;

/// <summary>Says in one honest sentence what went wrong with a model, and which setting helps.</summary>
internal sealed class ModelErrors(string agentName, AgentOptions options)
{
    private static readonly string[] TooLongWords =
        ["context_length", "context length", "context window", "prompt is too long", "too many tokens", "maximum context", "exceeds the context", "context size"];

    private string Key => $"Agents:{agentName}";

    private string Server => Uri.TryCreate(options.Endpoint, UriKind.Absolute, out var uri) ? uri.Authority : options.Provider;

    public AgentException Explain(Exception error) => error switch
    {
        AgentException known => known,
        ModelHttpException http => ExplainStatus(http),
        _ when Inner<ModelHttpException>(error) is { } http => ExplainStatus(http),
        HttpRequestException { StatusCode: { } status } => ExplainStatus(new ModelHttpException((int)status, "")),
        _ when Inner<SocketException>(error) is not null => Say(
            Unavailable, error, $"The model server {Server} could not be reached; check that it is running and that {Key}:Endpoint is right.", transient: true),
        _ when Inner<JsonException>(error) is not null => Say(Rejected, error, $"{Server} does not answer like a model server; check {Key}:Endpoint."),
        _ when Inner<IOException>(error) is not null || Inner<HttpRequestException>(error) is not null => Broken(error),
        _ => Say(Other, error, $"The model client failed unexpectedly ({error.GetType().Name}); the log has the details."),
    };

    /// <summary>A proxy can end a stream politely in the middle. Both protocols promise a reason at the end; another client may end without one.</summary>
    public static AgentException Broken(Exception? error = null) =>
        Say(Incomplete, error, "The model's answer broke off in the middle; please ask again.", transient: true);

    public AgentException Silent() =>
        Say(TimedOut, null, $"The model was silent for {options.Timeout.TotalSeconds:0.#} seconds; ask again, or raise {Key}:Timeout.", transient: true);

    public static AgentException Empty() => Say(Incomplete, null, "The model gave an empty answer; please ask again.", transient: true);

    public static AgentException Declined() => Say(Rejected, null, "The model declined to answer this; please put it differently.");

    public AgentException OutOfTokens() =>
        Say(Incomplete, null, $"The model used up its output limit before it said anything; raise {Key}:MaxOutputTokens.");

    public AgentException TooManyRounds() =>
        Say(Other, null, $"The model went on calling tools without an answer; ask for less at once, or raise {Key}:Tools:MaxRounds.");

    /// <summary>There is nothing but the prompt to make shorter.</summary>
    public AgentException PromptTooLong(AgentException failure) =>
        Say(ContextTooLong, failure.InnerException, $"This message alone is too long for the model; send a shorter one, or send it in parts. A model that takes more can be set as {Key}:Model.");

    /// <summary>The results of this answer's tools fill the model.</summary>
    public AgentException ToolsTooLong(AgentException failure) =>
        Say(ContextTooLong, failure.InnerException, $"What the tools found is too long for the model; ask for less at once, or lower {Key}:Tools:MaxResultLength.");

    /// <summary>It was made shorter in vain, or could not be.</summary>
    public AgentException StillTooLong(AgentException failure, bool isShorter) => Say(
        ContextTooLong, failure.InnerException,
        $"The conversation is too long for the model, {(isShorter ? "even with its older part left out" : "and no summary of its older part could be made; ask again in a while")}. Start a new one, or set {Key}:Context:Tokens below what the model takes.");

    private AgentException ExplainStatus(ModelHttpException http) => http.Status switch
    {
        401 or 403 when options.ApiKey.Length == 0 => Say(KeyRejected, http, $"The model server {Server} wants a key; set {Key}:ApiKey."),
        401 => Say(KeyRejected, http, $"The model server {Server} rejected the key; check {Key}:ApiKey."),
        403 => Say(KeyRejected, http, $"The model server {Server} does not allow this key to use the model; check {Key}:ApiKey and {Key}:Model."),
        404 or 405 => Say(NotFound, http, $"The model \"{options.Model}\" or the address is unknown to {Server}; check {Key}:Model and {Key}:Endpoint (a compatible server usually needs /v1 at its end)."),
        402 => Quota(http),
        429 when http.Body.Contains("insufficient_quota", StringComparison.Ordinal) => Quota(http),
        429 => Say(RateLimited, http, $"The model's rate limit is reached; try again {Later(http.RetryAfter)}.", transient: true),
        413 => TooLong(http),
        400 or 422 when TooLongWords.Any(word => http.Body.Contains(word, StringComparison.OrdinalIgnoreCase)) => TooLong(http),
        408 or >= 500 => Say(Unavailable, http, $"The model server {Server} has a problem of its own (HTTP {http.Status}); try again {Later(http.RetryAfter)}.", transient: true),
        < 400 => Say(NotFound, http, $"{Server} does not answer like a model server (HTTP {http.Status}); check {Key}:Endpoint."),
        _ => Say(Rejected, http, $"The model server {Server} refused the request (HTTP {http.Status}): {ModelErrorBody.Summarize(http.Body)}"),
    };

    private AgentException Quota(ModelHttpException http) =>
        Say(RateLimited, http, $"The model account behind {Key}:ApiKey has no quota left; top it up with the provider, then ask again.");

    private AgentException TooLong(ModelHttpException http) =>
        Say(ContextTooLong, http, $"The conversation is too long for the model; start a new one, or set {Key}:Context:Tokens below what the model takes.");

    private static AgentException Say(AgentFailure failure, Exception? error, string message, bool transient = false) =>
        new(message, error) { Failure = failure, IsTransient = transient, RetryAfter = (error as ModelHttpException)?.RetryAfter };

    private static string Later(TimeSpan? wait) => wait is { TotalSeconds: > 0 and < 172_800 } time ? $"in {Math.Ceiling(time.TotalSeconds)} seconds" : "in a moment";

    private static T? Inner<T>(Exception error) where T : Exception
    {
        for (var current = error; current is not null; current = current.InnerException!)
            if (current is T found)
                return found;
        return null;
    }
}
