using Bots.Agents;
using Bots.BotHost.Access;
using Bots.BotHost.Commands;
using Bots.BotHost.Health;
using Bots.BotHost.Media;
using Bots.BotHost.Outbox;
using Bots.BotHost.Setup;
using Bots.BotHost.Stores;
using Bots.BotHost.Telemetry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Turns;

/// <summary>Registers the way of a message: intake, queue, runner, outbox, and the chat commands.</summary>
internal static class TurnPipelineExtensions
{
    public static IServiceCollection AddTurnPipeline(this IServiceCollection services)
    {
        services.AddOptions<TurnOptions>().BindConfiguration("Turns");
        services.AddOptions<MediaOptions>().BindConfiguration("Media");
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<HostIdentity>().AddSingleton<StoreHealth>().AddSingleton<StoreProbe>().AddSingleton<StorePatience>().AddSingleton<RunningTurns>().AddSingleton<LeaseClock>().AddSingleton<TurnClaims>().AddSingleton<StopMarks>().AddSingleton<FailureLog>().AddSingleton<AdapterBoard>();
        services.AddSingleton<Intake>().AddSingleton<Quarantine>().AddSingleton<TurnQueue>().AddSingleton<ContextBuilder>().AddSingleton<ChosenAgents>().AddSingleton<AgentTurn>().AddSingleton<ITurnRunner, TurnRunner>();
        services.AddSingleton<Transcriber>().AddSingleton<MediaReader>().AddSingleton<TurnLoader>().AddSingleton<Withdrawn>().AddSingleton<Corrections>().AddSingleton<KeptChanges>().AddSingleton<Unanswered>().AddSingleton<TakenMessages>().AddSingleton<DeletionTurn>().AddSingleton<EditTurn>().AddSingleton<ChatMoves>();
        services.AddSingleton<DeliverySchedule>().AddSingleton<SendGate>().AddSingleton<LatePreviews>().AddSingleton<ReplyDelivery>().AddSingleton<OutboxSender>().AddSingleton<ParkedReplies>();
        services.AddTurnMemory();
        services.AddAccess();
        services.AddChatCommands();
        services.AddTelemetry();
        services.AddOptions<HealthOptions>().BindConfiguration("Health");
        services.AddSingleton<HealthReport>().AddSingleton<HealthWatch>().AddHostedService(static provider => provider.GetRequiredService<HealthWatch>());
        services.AddHostedService<OwnerInvitation>().AddHostedService<PermissionWatch>();
        services.AddHostedService<HostEngine>();
        services.AddHostedService<ApprovalNews>();
        services.TryAddSingleton(static provider => new MenuTexts(provider.GetRequiredService<IConfiguration>().GetSection("Menus"), static _ => { }));
        services.AddHostedService<MenuKeeper>();
        services.AddHostedService<OwnerMenus>();
        // The engine ends by its own clock; the framework only must not cut it short, and not wait for requests for ever.
        services.AddOptions<HostOptions>().Configure<IOptions<TurnOptions>>(static (host, turns) => host.ShutdownTimeout = turns.Value.DrainTimeout + TimeSpan.FromSeconds(15));
        return services;
    }

    private static void AddChatCommands(this IServiceCollection services)
    {
        services.AddOptions<AnalyticsOptions>().BindConfiguration("Analytics");
        services.AddSingleton<UserSessions>().AddSingleton<UserExport>().AddSingleton<Conversations>().AddSingleton<ChatCommands>();
        services.AddSingleton<IChatCommand, StartCommand>();
        services.AddSingleton<IChatCommand, NewCommand>();
        services.AddSingleton<IChatCommand, SessionsCommand>();
        services.AddSingleton<IChatCommand, TitleCommand>();
        services.AddSingleton<IChatCommand, HistoryCommand>();
        services.AddSingleton<IChatCommand, UndoCommand>();
        services.AddSingleton<IChatCommand, RetryCommand>();
        services.AddSingleton<IChatCommand, BranchCommand>();
        services.AddSingleton<IChatCommand, CheckpointCommand>();
        services.AddSingleton<IChatCommand, RestoreCommand>();
        services.AddSingleton<IChatCommand, PrefsCommand>();
        services.AddSingleton<IChatCommand, ModelCommand>();
        services.AddSingleton<IChatCommand, UsageCommand>();
        services.AddSingleton<IChatCommand, FeedbackCommand>();
        services.AddSingleton<IChatCommand, StopCommand>();
        services.AddSingleton<IChatCommand, WhoamiCommand>();
        services.AddSingleton<IChatCommand, ExportCommand>();
        services.AddSingleton<IChatCommand, MemoryCommand>();
        services.AddSingleton<IChatCommand, ForgetCommand>();
        services.AddSingleton<IChatCommand, OwnerCommand>();
        services.AddSingleton<IChatCommand, AccessCommand>();
    }
}
