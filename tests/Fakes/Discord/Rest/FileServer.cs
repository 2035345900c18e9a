using Bots.Fakes.Discord.World;
using Microsoft.AspNetCore.Http;

namespace Bots.Fakes.Discord.Rest;

/// <summary>The file servers: an address works until it is too old, and needs no token.</summary>
internal sealed class FileServer(DiscordWorld world)
{
    public const string Path = "/attachments";

    public async Task ServeAsync(HttpContext context)
    {
        world.Downloads.Enqueue(context.Request.Path + context.Request.QueryString);
        if (context.Request.Headers.Authorization.Count > 0) world.Violate("files: the token does not belong in a request for a file");
        var id = context.Request.Path.Value!.Split('/')[2];
        if (!world.Files.TryGetValue(id, out var file) || context.Request.Query["ex"] != $"{world.FileAge}")
        {
            context.Response.StatusCode = 404;
            await context.Response.WriteAsync("This content is no longer available.");
            return;
        }

        context.Response.ContentType = file.ContentType;
        await context.Response.Body.WriteAsync(file.Content);
    }
}
