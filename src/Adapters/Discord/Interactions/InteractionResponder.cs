using System.Collections.Concurrent;
using Bots.Adapters.Discord.Api;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Discord.Interactions;

/// <summary>Gives interactions their first response within the 3 s Discord waits; never throws, the answer finds another way.</summary>
internal sealed partial class InteractionResponder(DiscordContext context)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly ILogger _logger = context.Logger;
    private readonly ConcurrentDictionary<string, Task> _running = new();

    /// <summary>Says that the answer is on its way, or why there will be none.</summary>
    public void Respond(DiscordInteraction interaction, InteractionResponse response) => Start(interaction, _ => ValueTask.FromResult(response));

    /// <summary>Offers values for what is being typed.</summary>
    public void Offer(DiscordInteraction interaction, DiscordAutocomplete typed, DiscordCommand command) => Start(interaction, async token =>
        InteractionResponse.Offering(command.Complete is { } complete ? await complete(typed, token) : []));

    /// <summary>Completes when the first response of an interaction is no longer under way.</summary>
    public Task SettledAsync(string token) => _running.GetValueOrDefault(token, Task.CompletedTask);

    /// <summary>Completes when nothing is under way.</summary>
    public Task DrainAsync() => Task.WhenAll(_running.Values);

    private void Start(DiscordInteraction interaction, Func<CancellationToken, ValueTask<InteractionResponse>> respond)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_running.TryAdd(interaction.Token, done.Task)) return;
        _ = RespondAsync(interaction, respond, done);
    }

    private async Task RespondAsync(DiscordInteraction interaction, Func<CancellationToken, ValueTask<InteractionResponse>> respond, TaskCompletionSource done)
    {
        using var deadline = new CancellationTokenSource(Deadline, context.Time);
        try
        {
            await SendAsync(interaction, await respond(deadline.Token), deadline.Token);
        }
        catch (DiscordApiException exception) when (exception.Code == DiscordErrors.AlreadyAcknowledged)
        {
            // A replay after a restart: the first response was given before.
        }
#pragma warning disable CA1031 // The hook is not ours; whatever it throws, the conversation goes on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNotAnswered(context.Bot, exception.GetType().Name, exception is DiscordApiException ? exception.Message : "no response in time");
        }
        finally
        {
            _running.TryRemove(interaction.Token, out _);
            done.SetResult();
        }
    }

    /// <summary>Tries again while Discord is out of order and the time lasts: without a first response a private answer has no place to appear.</summary>
    private async Task SendAsync(DiscordInteraction interaction, InteractionResponse response, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await context.Interactions.RespondAsync(interaction.Id, interaction.Token, response, cancellationToken);
                return;
            }
            catch (DiscordApiException exception) when (exception.IsOutage)
            {
                await Task.Delay(Pause, context.Time, cancellationToken);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Bot}: an interaction got no first response ({Kind}: {Problem})")]
    private partial void LogNotAnswered(string bot, string kind, string problem);
}
