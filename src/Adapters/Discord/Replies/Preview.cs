using System.Security.Cryptography;
using System.Text;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Intake;

namespace Bots.Adapters.Discord.Replies;

/// <summary>What is shown of an answer that still grows.</summary>
internal static class Preview
{
    /// <summary>The preview's id where the deferred response of an interaction is the preview.</summary>
    public const string Original = "@original";

    private const int LongestNonce = 25;

    // Ends every preview: that a text is unfinished can be seen, by people and after a crash by us.
    private const char Marker = '▌';

    /// <summary>The text to show.</summary>
    public static string TextOf(string answer) => FenceSplitter.Split(answer, FenceSplitter.Limit - 2) is [var first, ..] ? $"{first}\n{Marker}" : Marker.ToString();

    /// <summary>True for the text of a preview that was never replaced by its answer.</summary>
    public static bool IsUnfinished(string content) => content.EndsWith(Marker);

    /// <summary>What a preview shows of the answer.</summary>
    public static string WithoutMarker(string content) => content.TrimEnd(Marker);

    /// <summary>One preview per question, whoever asks for it how often. The id of a changed question is longer than the 25 characters of a nonce.</summary>
    public static string NonceOf(string source) => source.Length < LongestNonce ? $"p{source}" : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(source)))[..LongestNonce];
}

/// <summary>Where the preview of one answer stands, and how it is changed.</summary>
internal sealed class PreviewTarget(DiscordContext context, InboundMessage message)
{
    private readonly ReplyToken? _token = ReplyToken.Parse(message.Address.ReplyToken);
    private readonly string _channel = DiscordRenderer.ChannelOf(message);

    private readonly IReadOnlyList<ComponentRow> _components = context.Options.StopButton ? ReplyComponents.Stop(message) : [];

    /// <summary>False where a deferred response says already that the answer is on its way.</summary>
    public bool WantsTyping => _token is null;

    /// <summary>False where a preview of its own would be a message that can be repeated: only one that is there can grow.</summary>
    public bool CanBegin => _token is not { IsPress: true };

    /// <summary>Shows the preview for the first time; its id.</summary>
    public async Task<string> ShowAsync(string text, CancellationToken cancellationToken)
    {
        if (_token is not null)
        {
            await ChangeAsync(Preview.Original, text, cancellationToken);
            return Preview.Original;
        }

        var reference = DiscordRenderer.QuestionOf(message) is { } id ? new MessageReference(id) : null;
        var create = new MessageCreate(text, Preview.NonceOf(message.DedupeId)) { MessageReference = reference, Components = _components.Count > 0 ? _components : null, Flags = MessageFlags.SuppressEmbeds };
        return (await context.Messages.CreateAsync(_channel, create, null, Urgency.Cosmetic, cancellationToken)).Id;
    }

    public Task ChangeAsync(string previewId, string text, CancellationToken cancellationToken) => _token is { } token && previewId == Preview.Original
        ? context.Interactions.EditOriginalAsync(token.ApplicationId, token.Token, ToEdit(text), null, Urgency.Cosmetic, cancellationToken)
        : context.Messages.EditAsync(_channel, previewId, ToEdit(text), null, Urgency.Cosmetic, cancellationToken);

    public Task TypeAsync(CancellationToken cancellationToken) => context.Messages.ShowTypingAsync(_channel, cancellationToken);

    private MessageEdit ToEdit(string text) => new(text) { Components = _components, Flags = MessageFlags.SuppressEmbeds };
}
