namespace Bots.Fakes.Models;

/// <summary>What a <see cref="ModelServer"/> answers to one request.</summary>
public abstract record ModelReply
{
    private ModelReply()
    {
    }

    /// <summary>Time before the answer begins, on top of <see cref="ModelServer.Delay"/>.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>The tokens reported.</summary>
    public ModelUsage Usage { get; init; } = new(10, 5);

    /// <summary>Text, streamed in these pieces.</summary>
    public sealed record Text(params string[] Pieces) : ModelReply
    {
        /// <summary>Why the answer ends, in OpenAI's words: <c>stop</c>, <c>length</c> or <c>content_filter</c>.</summary>
        public string Finish { get; init; } = "stop";

        /// <summary>Time before each further piece, as a model takes it.</summary>
        public TimeSpan Pause { get; init; }
    }

    /// <summary>Calls of tools, all in one answer.</summary>
    public sealed record Tools(params ModelToolCall[] Calls) : ModelReply
    {
        /// <summary>Text said before the calls; empty for none.</summary>
        public string Saying { get; init; } = "";
    }

    /// <summary>A refusal with an HTTP status.</summary>
    public sealed record Error(int Status, string Message) : ModelReply
    {
        /// <summary>The provider's code, for example <c>context_length_exceeded</c>.</summary>
        public string Code { get; init; } = "error";

        /// <summary>The <c>retry-after</c> header, in seconds.</summary>
        public int? RetryAfter { get; init; }
    }

    /// <summary>Text, and then the connection breaks (or, politely, just ends) before the answer is complete.</summary>
    public sealed record Cut(params string[] Pieces) : ModelReply
    {
        /// <summary>True to end the HTTP response regularly, as some proxies do.</summary>
        public bool Politely { get; init; }
    }

    /// <summary>Text, and then an error within the stream.</summary>
    public sealed record ErrorInStream(string Before, string Message) : ModelReply;

    /// <summary>Text, and then silence until the client leaves.</summary>
    public sealed record Hang(params string[] Pieces) : ModelReply;

    /// <summary>Something that is not the protocol.</summary>
    public sealed record Raw(string ContentType, string Body) : ModelReply;
}

/// <summary>Tokens as reported.</summary>
public sealed record ModelUsage(int Input, int Output, int Cached = 0);

/// <summary>A call of a tool.</summary>
/// <param name="Id">The call's id.</param>
/// <param name="Name">The tool.</param>
/// <param name="Arguments">A JSON object.</param>
public sealed record ModelToolCall(string Id, string Name, string Arguments);
