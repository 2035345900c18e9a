using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bots.Fakes.Discord.Facts;
using Bots.Fakes.Discord.World;
using Microsoft.AspNetCore.Http;

namespace Bots.Fakes.Discord.Rest;

/// <summary>Takes requests: checks them, applies limits and faults, and lets the routes answer.</summary>
internal sealed partial class RestServer(DiscordWorld world, FakeDiscordOptions options, RestLimits limits, Func<RestCall, RestAnswer?>[] routes)
{
    private readonly Lock _lock = new();
    private readonly FactChecker _checker = new(DiscordFacts.Published);

    public FakeRest Faults { get; } = new(() => limits.Overruns);

    public async Task ServeAsync(HttpContext context)
    {
        try
        {
            await AnswerAsync(context);
        }
        catch (OperationCanceledException)
        {
            context.Abort(); // the client is gone
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.StartsWithSegments("/api/v10", out var rest) ? rest.Value! : "(not below /api/v10)" + context.Request.Path;
        if (DiscordFacts.Published.Find(context.Request.Method, path) is not { } match)
        {
            world.Violate($"rest: {context.Request.Method} {path} is no published route");
            await WriteAsync(context, RestAnswer.Error(404, 0, "404: Not Found"));
            return;
        }

        var call = await RestCall.ReadAsync(context.Request, match, world);
        world.Step?.Invoke($"discord got {call.Route}");
        var effect = Faults.Take(call.Route);
        var answer = Answer(context.Request, call, effect?.Answer);
        world.Step?.Invoke($"discord did {call.Route}");
        if (effect is not null) await effect.Hold;
        world.Requests.Enqueue(new(call.Route, path + context.Request.QueryString, call.BodyText, effect?.LosesAnswer == true ? 0 : answer.Status) { At = world.Time.GetUtcNow() });
        if (effect?.LosesAnswer == true) context.Abort();
        else await WriteAsync(context, answer);
    }

    private RestAnswer Answer(HttpRequest request, RestCall call, RestAnswer? fault)
    {
        lock (_lock)
        {
            if (!UserAgent.IsMatch(request.Headers.UserAgent.ToString())) world.Violate($"rest: the user agent \"{request.Headers.UserAgent}\" is not \"DiscordBot (url, version)\"");
            var answer = Refuse(request, call) ?? fault ?? limits.Take(call) ?? Do(call);
            if (fault is null) limits.Describe(call, answer);
            limits.CountInvalid(answer);
            return answer;
        }
    }

    private RestAnswer? Refuse(HttpRequest request, RestCall call)
    {
        if (!IsOpen(call.Route) && request.Headers.Authorization != $"Bot {options.Token}") return RestAnswer.Error(401, 0, "401: Unauthorized");
        if (call.IsMalformed)
        {
            world.Violate($"rest: {call.Route}: the body is no JSON");
            return RestAnswer.Error(400, 50109, "The request body contains invalid JSON.");
        }

        var problems = new List<string>();
        foreach (var (name, value) in request.Query)
        {
            if (call.Match.Route.Query(name) is null) problems.Add($"query {name}: is not published");
            else if (call.Match.Route.Query(name) is { } schema && schema.TryGetProperty("maximum", out var most) && int.Parse(value!, CultureInfo.InvariantCulture) > most.GetInt32())
                problems.Add($"query {name}: {value}, at most {most}");
        }

        if (call.Match.Route.Body is { } body)
        {
            if (call.Body is { } given) problems.AddRange(_checker.Check(given, body));
            else problems.Add("body: is missing");
        }

        // A field that is not published is ignored by Discord, and a mistake all the same.
        foreach (var problem in problems) (IsUnknownField(problem) ? world.Oddities : world.Violations).Enqueue($"rest: {call.Route}: {problem}");
        return problems.Exists(static problem => !IsUnknownField(problem)) ? RestAnswer.InvalidForm(problems) : null;
    }

    private RestAnswer Do(RestCall call) =>
        routes.Select(route => route(call)).FirstOrDefault(static answer => answer is not null) ?? throw new InvalidOperationException($"{call.Route} has facts and no behaviour.");

    private static bool IsUnknownField(string problem) => problem.EndsWith(FactChecker.UnknownField, StringComparison.Ordinal);

    private static bool IsOpen(string route) =>
        route.Contains(" /interactions/", StringComparison.Ordinal) || route.Contains(" /webhooks/", StringComparison.Ordinal) || route == "GET /gateway";

    private async Task WriteAsync(HttpContext context, RestAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.Headers.Date = world.Time.GetUtcNow().ToString("R", CultureInfo.InvariantCulture);
        foreach (var (name, value) in answer.Headers) context.Response.Headers[name] = value;
        if (answer.Status == 204) return;
        context.Response.ContentType = answer.Body is null ? "text/html" : "application/json";
        await context.Response.WriteAsync(answer.Body?.ToJsonString(JsonSerializerOptions.Web) ?? "<html>upstream error</html>", Encoding.UTF8);
    }

    [GeneratedRegex(@"^DiscordBot \(\S+, \S+\)")]
    private static partial Regex UserAgent { get; }
}
