using System.Globalization;
using System.Text.Json.Nodes;
using Bots.Adapters.Rendering;
using Bots.Fakes.Telegram;
using FsCheck;
using FsCheck.Fluent;

namespace Bots.Adapters.Tests.Rendering;

public sealed class MarkdownFuzzTests
{
    [Fact]
    public void Every_piece_of_every_text_is_a_valid_message_and_together_they_are_the_whole_text()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(MarkdownTexts.Count).WithEndSize(40);

        Check.One(config, Prop.ForAll(MarkdownTexts.All.ToArbitrary(), static markdown => Problem(markdown) is not { } problem ? true : throw new InvalidOperationException(problem)));
    }

    private static string? Problem(string markdown)
    {
        var whole = MarkdownRenderer.Render(markdown);
        var pieces = RichTextSplitter.Split(whole, 4096, 100);
        if (Visible(string.Concat(pieces.Select(static piece => piece.Text))) != Visible(whole.Text)) return "the pieces do not carry the whole text";
        return pieces.Select(Problem).FirstOrDefault(static problem => problem is not null) ?? Boundaries(whole, pieces) ?? Lost(markdown, whole);
    }

    private static string? Problem(RichText piece)
    {
        if (piece.Text.EnumerateRunes().Count() > 4096) return "a piece is too long";
        if (string.IsNullOrWhiteSpace(piece.Text)) return "a piece is empty";
        if (!piece.Spans.SequenceEqual(piece.Spans.OrderBy(static span => span.Start))) return "the styles are not in order";
        return FakeText.EntityProblems(piece.Text, [.. piece.Spans.Select(ToJson)]).FirstOrDefault();
    }

    // A cut lies between graphemes, unless one grapheme alone is longer than a message.
    private static string? Boundaries(RichText whole, IReadOnlyList<RichText> pieces)
    {
        var boundaries = StringInfo.ParseCombiningCharacters(whole.Text).ToHashSet();
        var at = 0;
        foreach (var piece in pieces)
        {
            at = whole.Text.IndexOf(piece.Text, at, StringComparison.Ordinal);
            if (at < 0) return "a piece is not part of the whole";
            if (!boundaries.Contains(at)) return $"a piece starts within a character at {at}";
            at += piece.Text.Length;
        }

        return null;
    }

    // Letters and digits outside of addresses, languages and reference definitions come through.
    private static string? Lost(string markdown, RichText whole)
    {
        if (markdown.Contains("word", StringComparison.Ordinal) && !markdown.Contains("]:", StringComparison.Ordinal) && !markdown.Contains("```", StringComparison.Ordinal) && !markdown.Contains("~~~", StringComparison.Ordinal))
            return Count(markdown, "日本語") == Count(whole.Text, "日本語") ? null : "words are lost";
        return null;
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static string Visible(string text) => string.Concat(text.Where(static c => !char.IsWhiteSpace(c)));

    private static JsonNode ToJson(TextSpan span)
    {
        var json = new JsonObject { ["type"] = span.Kind switch { SpanKind.Link => "text_link", SpanKind.Quote => "blockquote", SpanKind.Strike => "strikethrough", _ => span.Kind.ToString().ToLowerInvariant() }, ["offset"] = span.Start, ["length"] = span.Length };
        if (span.Kind == SpanKind.Link) json["url"] = span.Argument;
        return json;
    }
}
