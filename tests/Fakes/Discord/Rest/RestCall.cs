using System.Text.Json;
using Bots.Fakes.Discord.Facts;
using Bots.Fakes.Discord.World;
using Microsoft.AspNetCore.Http;

namespace Bots.Fakes.Discord.Rest;

/// <summary>One request, read and matched to its route.</summary>
internal sealed record RestCall(RouteMatch Match, IQueryCollection Query, JsonElement? Body, string BodyText, IReadOnlyList<FakeFile> Files)
{
    /// <summary>True when the body is no JSON.</summary>
    public bool IsMalformed { get; private init; }

    public string Route => Match.Route.Name;

    public string? Text(string name) => Body is { ValueKind: JsonValueKind.Object } body && body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
        ? value.ValueKind == JsonValueKind.String ? value.GetString() : value.GetRawText()
        : null;

    public bool Flag(string name) => Text(name) == "true";

    /// <summary>Reads JSON, or the <c>payload_json</c> and files of a form.</summary>
    public static async Task<RestCall> ReadAsync(HttpRequest request, RouteMatch match, DiscordWorld world)
    {
        if (request.HasFormContentType)
        {
            var form = await request.ReadFormAsync();
            var files = new List<FakeFile>();
            foreach (var file in form.Files)
            {
                using var memory = new MemoryStream();
                await file.CopyToAsync(memory);
                files.Add(new(world.NextId(), file.FileName, file.ContentType, memory.ToArray()));
            }

            return Of(match, request.Query, form["payload_json"].ToString(), files);
        }

        using var reader = new StreamReader(request.Body);
        return Of(match, request.Query, await reader.ReadToEndAsync(), []);
    }

    private static RestCall Of(RouteMatch match, IQueryCollection query, string text, IReadOnlyList<FakeFile> files)
    {
        if (text.Length == 0) return new(match, query, null, "", files);
        try
        {
            using var document = JsonDocument.Parse(text);
            return new(match, query, document.RootElement.Clone(), text, files);
        }
        catch (JsonException)
        {
            return new(match, query, null, text, files) { IsMalformed = true };
        }
    }
}
