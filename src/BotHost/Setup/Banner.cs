using Bots.Adapters.Web;
using Bots.Agents;
using Bots.Sessions;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Bots.BotHost.Setup;

/// <summary>Says in a few lines what is on, and where.</summary>
internal static class Banner
{
    public static void PrintBanner(this WebApplication app)
    {
        var urls = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var bots = app.Services.GetRequiredService<BotAccounts>();
        Console.WriteLine($"Bots is running. Store: {Described(app.Services.GetRequiredService<ISessionStore>())}");
        foreach (var plan in app.Services.GetRequiredService<IReadOnlyList<BotPlan>>())
            Console.WriteLine($"  {plan.Name,-10} {plan.OffBecause ?? $"on, answered by {bots.AgentFor(plan.Name).Name} ({Described(bots.AgentFor(plan.Name))})"}");
        var hasWeb = bots.All.Any(static account => account.Adapter is WebAdapter);
        foreach (var url in urls) Console.WriteLine($"  {(hasWeb ? "Web chat" : "Health")}: {url}{(hasWeb ? "" : "/readyz")}");
        Console.WriteLine("Ctrl+C stops; messages that wait are answered after the next start.");
    }

    private static string Described(ISessionStore store) =>
        store.GetType().Name + (store.Find<ILocalStore>() is { } local ? $" in {Path.GetRelativePath(Environment.CurrentDirectory, local.Location)}" : "");

    private static string Described(ConfiguredAgent agent) => agent.Model.Length == 0 ? agent.Provider : $"{agent.Provider} {agent.Model}";

    /// <summary>Prints every problem of the configuration; false when there is one.</summary>
    public static bool Check(this WebApplication app)
    {
        var problems = app.Services.GetRequiredService<ConfigurationProblems>().Collect(app.Services);
        if (problems.Count == 0) return true;
        Console.Error.WriteLine("The configuration needs attention:");
        foreach (var problem in problems) Console.Error.WriteLine($"  - {problem}");
        return false;
    }
}
