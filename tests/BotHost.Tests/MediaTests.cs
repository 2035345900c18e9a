using System.Net;
using System.Text;
using Bots.Adapters;
using Bots.Agents;
using Bots.BotHost.Media;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bots.BotHost.Tests;

/// <summary>What becomes of the files that users send.</summary>
public sealed class MediaTests
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0, 1, 2, 3];
    private static readonly byte[] Ogg = [.. "OggS"u8, 1, 2, 3];

    [Fact]
    public async Task A_model_that_sees_gets_the_picture_and_the_caption()
    {
        IReadOnlyList<AgentAttachment> seen = [];
        await using var host = await StartAsync(seesPictures: true, request => seen = request.Attachments);
        host.Adapter.Files["p"] = Jpeg;

        await SendAsync(host, "What is this?", new Attachment(AttachmentKind.Photo, "p") { MediaType = "text/plain" });

        Assert.Equal(("image/jpeg", Jpeg.Length), (Assert.Single(seen).MediaType, seen[0].Content.Length));
        Assert.Equal("[The user sent a photo (text/plain).]\n\nWhat is this?", (await host.Store.GetChatHistoryAsync("bot_fake_1"))[0].Content);
    }

    [Fact]
    public async Task A_model_that_sees_nothing_is_told_so()
    {
        await using var host = await StartAsync(seesPictures: false);
        host.Adapter.Files["p"] = Jpeg;

        Assert.Contains("cannot see pictures", await SendAsync(host, "", new Attachment(AttachmentKind.Photo, "p")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_is_believed_by_its_content_only()
    {
        IReadOnlyList<AgentAttachment> seen = [];
        await using var host = await StartAsync(seesPictures: true, request => seen = request.Attachments);
        host.Adapter.Files["p"] = Encoding.UTF8.GetBytes("<svg onload='x'/>");

        Assert.Contains("no picture", await SendAsync(host, "", new Attachment(AttachmentKind.Photo, "p") { MediaType = "image/png" }), StringComparison.Ordinal);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_picture_sent_as_bare_bytes_is_a_picture()
    {
        IReadOnlyList<AgentAttachment> seen = [];
        await using var host = await StartAsync(seesPictures: true, request => seen = request.Attachments, static options => options.MaxTextBytes = 5);
        host.Adapter.Files["p"] = Jpeg;
        host.Adapter.Files["t"] = "plain words"u8.ToArray();

        await SendAsync(host, "What is this?", new Attachment(AttachmentKind.Document, "p") { Name = "photo.bin", MediaType = "application/octet-stream" });
        Assert.Equal("image/jpeg", Assert.Single(seen).MediaType);
        Assert.Contains("larger than 5 bytes", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "t") { MediaType = "application/octet-stream" }), StringComparison.Ordinal);
        Assert.Empty(seen);
    }

    [Fact]
    public async Task A_text_file_is_read_as_content_and_anything_else_described()
    {
        await using var host = await StartAsync(seesPictures: false);
        host.Adapter.Files["t"] = "line one\nline two\n"u8.ToArray();
        host.Adapter.Files["b"] = [0, 1, 2, 3];

        var text = await SendAsync(host, "Summarise", new Attachment(AttachmentKind.Document, "t") { Name = "notes.md" });
        Assert.Contains("> line one\n> line two\n\nSummarise", text, StringComparison.Ordinal);
        Assert.Contains("cannot be opened", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "b") { Name = "x.txt" }), StringComparison.Ordinal);
        Assert.Contains("could not be loaded", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "gone")), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_is_UTF8_or_UTF16_that_says_so_and_no_document_that_happens_to_be_letters()
    {
        Assert.Equal("sixteen bits ü", FileKind.Text([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("sixteen bits ü")]));
        Assert.Equal("sixteen bits ü", FileKind.Text([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("sixteen bits ü")]));
        Assert.Equal("eight", FileKind.Text([.. Encoding.UTF8.GetPreamble(), .. "eight"u8]));
        Assert.Null(FileKind.Text([0xFF, 0xFE, 0x00]));
        Assert.Null(FileKind.Text("%PDF-1.4 and letters"u8));
        Assert.Null(FileKind.Text("{\\rtf1 letters}"u8));
    }

    [Fact]
    public async Task What_is_not_read_says_why()
    {
        await using var host = await StartAsync(seesPictures: false, configure: static options => options.MaxTextBytes = 2_000);
        host.Adapter.Files["big"] = new byte[3_000];

        Assert.Contains("[It is larger than 2 KB, the most that is read here.]", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "big") { Size = 3_000 }), StringComparison.Ordinal);
        Assert.Contains("[How large it is was not told: either it is larger than 2 KB, the most that is read here, or it could not be loaded and sending it again may help.]", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "big")), StringComparison.Ordinal);
        Assert.Contains("[It could not be loaded; sending it again may help.]", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "gone") { Size = 1_000 }), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_files_cannot_be_had_nobody_is_asked_to_send_them_again()
    {
        await using var host = await StartAsync(seesPictures: false);
        host.Adapter.HasFiles = false;

        Assert.Contains("sending it again does not help", await SendAsync(host, "", new Attachment(AttachmentKind.Document, "t")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_voice_message_is_transcribed_by_the_configured_server()
    {
        await using var server = await TranscriptionServer.StartAsync("Hello from the microphone");
        await using var host = await StartAsync(seesPictures: false, configure: options => (options.TranscriptionEndpoint, options.TranscriptionApiKey) = (server.Url, "key"));
        host.Adapter.Files["v"] = Ogg;

        var answer = await SendAsync(host, "", new Attachment(AttachmentKind.Voice, "v") { Duration = TimeSpan.FromSeconds(3) });

        Assert.EndsWith("[Transcribed, perhaps with mistakes:]\nHello from the microphone", answer, StringComparison.Ordinal);
        Assert.Equal(("Bearer key", "whisper-1", "recording.ogg"), (server.Key, server.Model, server.File));
    }

    [Fact]
    public async Task Without_a_server_or_with_one_that_fails_the_model_is_told()
    {
        await using var silent = await StartAsync(seesPictures: false);
        Assert.Contains("no speech recognition", await SendAsync(silent, "", new Attachment(AttachmentKind.Voice, "v")), StringComparison.Ordinal);

        await using var server = await TranscriptionServer.StartAsync(null);
        await using var host = await StartAsync(seesPictures: false, configure: options => options.TranscriptionEndpoint = server.Url);
        host.Adapter.Files["v"] = Ogg;
        host.Adapter.Files["fake"] = "no recording"u8.ToArray();
        Assert.Contains("could not be transcribed", await SendAsync(host, "", new Attachment(AttachmentKind.Voice, "v")), StringComparison.Ordinal);
        Assert.Contains("could not be transcribed", await SendAsync(host, "", new Attachment(AttachmentKind.Voice, "fake")), StringComparison.Ordinal);
    }

    private static Task<TestHost> StartAsync(bool seesPictures, Action<AgentRequest>? seen = null, Action<MediaOptions>? configure = null) => TestHost.StartAsync(
        Some.Agent((request, _) =>
        {
            seen?.Invoke(request);
            return Some.Pieces(request.Prompt);
        }),
        media: configure, seesPictures: seesPictures);

    private static async Task<string> SendAsync(TestHost host, string text, Attachment attachment)
    {
        var before = host.Adapter.Delivered.Count;
        await host.Adapter.Sink!.AcceptAsync([Some.Message(text) with { Attachments = [attachment] }], default);
        await Fakes.Eventually.TrueAsync(() => host.Adapter.Delivered.Count > before, "the answer");
        return host.Adapter.Delivered.Last().Text;
    }

    /// <summary>The transcription endpoint of an OpenAI-compatible server.</summary>
    private sealed class TranscriptionServer(WebApplication app) : IAsyncDisposable
    {
        public string Url => app.Urls.First() + "/v1";

        public string? Key { get; private set; }

        public string? Model { get; private set; }

        public string? File { get; private set; }

        public static async Task<TranscriptionServer> StartAsync(string? text)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            builder.WebHost.ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
            var server = new TranscriptionServer(builder.Build());
            server.Map(text);
            await server.StartAsync();
            return server;
        }

        public ValueTask DisposeAsync() => app.DisposeAsync();

        private Task StartAsync() => app.StartAsync();

        private void Map(string? text) => app.MapPost("/v1/audio/transcriptions", async (HttpRequest request) =>
        {
            var form = await request.ReadFormAsync();
            (Key, Model, File) = (request.Headers.Authorization, form["model"], form.Files.Single().FileName);
            return text is null ? Results.StatusCode(500) : Results.Json(new Dictionary<string, string> { ["text"] = text });
        });
    }
}
