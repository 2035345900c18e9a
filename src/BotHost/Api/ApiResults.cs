using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Bots.Sessions;

namespace Bots.BotHost.Api;

/// <summary>Reads requests and writes answers.</summary>
internal static class ApiResults
{
    private const int LongestField = 100;

    /// <summary>The request's body; null when it is none, which has been answered then. A field that is not known, stands there twice or is of another type is named: what a
    /// caller meant must not be taken for something left out.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type) where T : class
    {
        // A form of a web page cannot send this type without asking first.
        if (!context.Request.HasJsonContentType())
        {
            await ErrorAsync(context, 415, "Send the request as application/json.");
            return null;
        }

        try
        {
            if (await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted) is { } value) return value;
        }
        catch (BadHttpRequestException exception)
        {
            await ErrorAsync(context, exception.StatusCode, exception.StatusCode == 413 ? "The request is larger than Api:MaxRequestBytes." : exception.Message);
            return null;
        }
        catch (JsonException exception) when (exception.Path is { Length: > 1 } path)
        {
            await ErrorAsync(context, 400, ProblemOf(path, [.. type.Properties.Select(static property => property.Name)]));
            return null;
        }
        catch (JsonException)
        {
            // Answered below.
        }

        await ErrorAsync(context, 400, "The request is no JSON object of the documented form.");
        return null;
    }

    // "$.metadata.k", or "$['a name']" where a name is not only letters and digits.
    private static string ProblemOf(string path, string[] fields)
    {
        var isPlain = path.StartsWith("$.", StringComparison.Ordinal);
        var place = isPlain ? path[2..] : path[1..].Replace("['", "", StringComparison.Ordinal).Replace("']", "", StringComparison.Ordinal);
        var field = isPlain ? place.Split('.', '[')[0] : place;
        if (place.Length > LongestField) place = $"{place[..LongestField]}…";
        return fields.Contains(field)
            ? $"The request's \"{place}\" cannot be read: it is of another type, stands there twice, or the JSON is broken there."
            : $"There is no field \"{place}\"; there are {string.Join(", ", fields)}.";
    }

    /// <summary>True when the caller may use this session; otherwise the refusal has been sent.</summary>
    public static async Task<bool> MayUseAsync(HttpContext context, ApiCaller caller, string? sessionId)
    {
        if (string.IsNullOrEmpty(sessionId))
        {
            await ErrorAsync(context, 400, "The request has no \"session_id\".");
            return false;
        }

        try
        {
            SessionId.Check(sessionId);
        }
        catch (ArgumentException exception)
        {
            await ErrorAsync(context, 400, Sentence(exception));
            return false;
        }

        if (caller.MayUse(sessionId)) return true;
        await ErrorAsync(context, 403, "This caller may not use that session.");
        return false;
    }

    /// <summary>What is wrong, without the name that only our code knows.</summary>
    public static string Sentence(ArgumentException exception) => exception.Message.Replace($" (Parameter '{exception.ParamName}')", "", StringComparison.Ordinal);

    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> type) =>
        WriteAsync(context, 200, JsonSerializer.SerializeToUtf8Bytes(value, type));

    public static Task ErrorAsync(HttpContext context, int status, string sentence) =>
        WriteAsync(context, status, JsonSerializer.SerializeToUtf8Bytes(new(sentence), ApiJson.Default.ApiError));

    public static async Task WriteAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }
}
