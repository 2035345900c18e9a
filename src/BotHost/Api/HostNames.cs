using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Primitives;

namespace Bots.BotHost.Api;

/// <summary>The host names in <c>AllowedHosts</c>: a browser that somebody led here by a name of theirs sends another one.</summary>
internal static class HostNames
{
    /// <summary>Leaves requests of the API to <see cref="ApiGuard"/>: a key is no page's to send, and opens the API under any name.</summary>
    public static IServiceCollection AddHostNames(this IServiceCollection services)
    {
        // The framework puts its check before everything else, and has no switch for a part of the paths.
        foreach (var filter in services.Where(static service => service.ImplementationType?.Name == "HostFilteringStartupFilter").ToArray()) services.Remove(filter);
        return services;
    }

    /// <summary>Checks the host's name of every request that is not for the API; comes before everything that answers.</summary>
    public static void UseHostNames(this WebApplication app) =>
        app.UseWhen(static context => context.GetEndpoint()?.Metadata.GetMetadata<GuardedByKey>() is null, static others => others.UseHostFiltering());

    /// <summary>True when the request names one of the hosts.</summary>
    public static bool Allow(HostFilteringOptions options, HttpRequest request)
    {
        var names = options.AllowedHosts.Select(static name => new StringSegment(new HostString(name).ToUriComponent())).ToArray();
        if (names.Any(static name => name.Value is "*" or "[::]" or "0.0.0.0")) return true;
        return request.Host.HasValue ? HostString.MatchesAny(request.Host.Value, names) : options.AllowEmptyHosts;
    }

    /// <summary>Marks an endpoint whose callers <see cref="ApiGuard"/> checks.</summary>
    public sealed class GuardedByKey;
}
