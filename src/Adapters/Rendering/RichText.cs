namespace Bots.Adapters.Rendering;

/// <summary>Plain text with styles laid over it, for platforms that take styles apart from the text.</summary>
/// <param name="Text">The text; lengths are UTF-16 units.</param>
/// <param name="Spans">The styles, by start and then longest first; properly nested.</param>
internal sealed record RichText(string Text, IReadOnlyList<TextSpan> Spans);

/// <summary>One style over a part of a text.</summary>
/// <param name="Kind">The style.</param>
/// <param name="Start">Where it starts, in UTF-16 units.</param>
/// <param name="Length">How far it reaches, in UTF-16 units; never 0.</param>
/// <param name="Argument">A link's address or a code block's language, else null.</param>
internal readonly record struct TextSpan(SpanKind Kind, int Start, int Length, string? Argument = null)
{
    /// <summary>Where it ends, exclusive.</summary>
    public int End => Start + Length;
}

/// <summary>What a span looks like.</summary>
internal enum SpanKind
{
    /// <summary>A quotation of whole lines.</summary>
    Quote,

    /// <summary>A text that leads to an address.</summary>
    Link,

    /// <summary>Bold.</summary>
    Bold,

    /// <summary>Italic.</summary>
    Italic,

    /// <summary>Struck through.</summary>
    Strike,

    /// <summary>Hidden until touched.</summary>
    Spoiler,

    /// <summary>Code within a line; holds no other span.</summary>
    Code,

    /// <summary>A block of code; holds no other span.</summary>
    Pre,
}
