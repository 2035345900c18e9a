namespace Bots.Fakes.Models;

/// <summary>One provider's wire format.</summary>
internal interface IModelWire
{
    /// <summary>The error the real server answers to a request it does not accept; null when it accepts it.</summary>
    ModelReply.Error? Refuse(ModelRequest request, string? key);

    /// <summary>The body of an error.</summary>
    string Error(ModelReply.Error error);

    /// <summary>The body of a whole answer.</summary>
    string Whole(ModelRequest request, ModelReply reply);

    /// <summary>The answer as server-sent events, each with its blank line.</summary>
    IEnumerable<string> Events(ModelRequest request, ModelReply reply);
}
