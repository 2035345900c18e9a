using Bots.Adapters.Telegram;
using Microsoft.AspNetCore.Routing;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Puts Telegram webhooks on the host's addresses.</summary>
public static class TelegramEndpointRouteBuilderExtensions
{
    /// <summary>Maps <c>/telegram/&lt;name&gt;</c> for every account in webhook mode; accounts that poll are left out.</summary>
    public static IEndpointRouteBuilder MapTelegramWebhooks(this IEndpointRouteBuilder endpoints, IEnumerable<TelegramAdapter> adapters)
    {
        foreach (var adapter in adapters)
        {
            if (adapter.Webhook is { } webhook) endpoints.MapPost(Bots.Adapters.Telegram.Intake.TelegramWebhook.PathOf(adapter.Bot), webhook.HandleAsync);
        }

        return endpoints;
    }
}
