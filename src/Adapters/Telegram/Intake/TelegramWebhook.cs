using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bots.Adapters.Telegram.Api;
using Bots.Adapters.Telegram.Api.Reading;
using Bots.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bots.Adapters.Telegram.Intake;

/// <summary>Takes updates in from Telegram's own requests. 200 is answered only once an update is stored; anything else makes Telegram send it again.</summary>
/// <remarks>Telegram sends the updates of one chat one after another, those of different chats side by side.</remarks>
internal sealed partial class TelegramWebhook(string bot, TelegramOptions options, ITelegramClient client, TelegramIntake intake, TimeProvider time, ILogger logger)
{
    /// <summary>The header with the secret (Bot API, setWebhook).</summary>
    public const string SecretHeader = "X-Telegram-Bot-Api-Secret-Token";

    private const int MostBodyBytes = 1_048_576;
    private const int MostConnections = 40;

    // A webhook can be taken over by whoever has the token: look now and then.
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(5);

    private readonly PollTrouble _trouble = new();
    private readonly Doorway _door = new();
    private bool _set;

    /// <summary>The address Telegram is told.</summary>
    private string Address => $"{options.WebhookUrl.TrimEnd('/')}{PathOf(bot)}";

    /// <summary>The path of an account's endpoint.</summary>
    public static string PathOf(string bot) => $"/telegram/{bot}";

    /// <summary>Receives until cancelled.</summary>
    public async Task RunAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        sink.Report(bot, new(AdapterHealth.Starting, "Connecting to Telegram."));
        while (!cancellationToken.IsCancellationRequested)
        {
            var wait = await LookAsync(sink, cancellationToken);
            await Task.Delay(wait, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        await _door.CloseAsync();
        await intake.DrainAsync();
    }

    /// <summary>Answers one request of Telegram.</summary>
    public async Task HandleAsync(HttpContext http)
    {
        http.Response.StatusCode = await AnswerAsync(http);
        if (http.Response.StatusCode == StatusCodes.Status503ServiceUnavailable) http.Response.Headers.RetryAfter = "2";
    }

    private async Task<int> AnswerAsync(HttpContext http)
    {
        if (!KnowsSecret(http.Request)) return StatusCodes.Status401Unauthorized;
        if (await ReadAsync(http) is not { } body) return StatusCodes.Status413PayloadTooLarge;
        if (_door.Enter() is not var (sink, account)) return StatusCodes.Status503ServiceUnavailable;
        try
        {
            // Not cancelled with the connection: what is stored is stored, and the repeated update is known then.
            await intake.AcceptAsync(sink, [UpdateReader.Read(body)], account, CancellationToken.None);
            return StatusCodes.Status200OK;
        }
        catch (JsonException exception)
        {
            LogNoJson(bot, exception.Message);
            return StatusCodes.Status400BadRequest;
        }
        catch (SessionStoreException exception)
        {
            LogStore(bot, exception.Message);
            return StatusCodes.Status503ServiceUnavailable;
        }
        finally
        {
            _door.Leave();
        }
    }

    // Equal time for equal and different secrets, whatever their lengths.
    private bool KnowsSecret(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers[SecretHeader].ToString())), SHA256.HashData(Encoding.UTF8.GetBytes(options.WebhookSecret)));

    private static async Task<byte[]?> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > MostBodyBytes) return null;
        using var body = new MemoryStream();
        var buffer = new byte[16_384];
        while (await http.Request.Body.ReadAsync(buffer, http.RequestAborted) is var read and > 0)
        {
            if (body.Length + read > MostBodyBytes) return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private async Task<TimeSpan> LookAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        try
        {
            await ConnectAsync(sink, cancellationToken);
            _trouble.Over();
            return LookAgain;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TimeSpan.Zero;
        }
        catch (Exception exception)
        {
            var (wait, state) = _trouble.After(exception, bot);
            sink.Report(bot, state);
            LogTrouble(bot, state.Detail, wait.TotalSeconds);
            return wait;
        }
    }

    private async Task ConnectAsync(IInboundSink sink, CancellationToken cancellationToken)
    {
        if (_door.Account is null)
        {
            var me = await client.CallAsync(new GetMe(), cancellationToken);
            // Open before Telegram is told: the first update may come at once.
            _door.Open(sink, TelegramAccount.Of(bot, me, options));
        }

        var info = await client.CallAsync(new GetWebhookInfo(), cancellationToken);
        if (info.Url != Address || !_set) await SetAsync(info, cancellationToken);
        var trouble = info.LastErrorMessage is { } error && info.LastErrorDate is { } at && time.GetUtcNow() - DateTimeOffset.FromUnixTimeSeconds(at) < LookAgain
            ? $" Telegram's last attempt failed: {OthersText.Neutral(error, 200)}; check Bots:{bot}:WebhookUrl and what stands before this host." : "";
        sink.Report(bot, new(AdapterHealth.Up, $"Receiving as @{_door.Account!.Username} at {Address}.{trouble}"));
    }

    private async Task SetAsync(WebhookInfo info, CancellationToken cancellationToken)
    {
        if (_set) LogTaken(bot, info.Url);
        await client.CallAsync(new SetWebhook(Address, options.WebhookSecret, MostConnections, TelegramIntake.Kinds(options)), cancellationToken);
        _set = true;
        LogSet(bot, Address);
    }

    [LoggerMessage(LogLevel.Information, "{Bot} receives at {Address}")]
    private partial void LogSet(string bot, string address);

    [LoggerMessage(LogLevel.Warning, "{Bot}: somebody else with this token changed the webhook to \"{Other}\"; it is set back")]
    private partial void LogTaken(string bot, string other);

    [LoggerMessage(LogLevel.Warning, "{Bot}: a request with the right secret holds no JSON and is refused: {Reason}")]
    private partial void LogNoJson(string bot, string reason);

    [LoggerMessage(LogLevel.Debug, "{Bot}: an update could not be stored, Telegram sends it again: {Reason}")]
    private partial void LogStore(string bot, string reason);

    [LoggerMessage(LogLevel.Warning, "{Bot}: {Detail} Next attempt in {Seconds} s")]
    private partial void LogTrouble(string bot, string detail, double seconds);
}
