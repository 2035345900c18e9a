using System.Text.Json;

namespace Bots.Sessions.Transfer;

/// <summary>A store whose format is shared with other programs, and which keeps what they wrote.</summary>
/// <remarks>A field beside the text that only another program knows is shown as <see cref="Name"/> in a message's metadata, and becomes a field
/// again where a message or a session change that has it is written. So it survives the way through a store of another kind.</remarks>
internal interface IForeignFields
{
    /// <summary>The name in the metadata under which such fields stand together, as one object.</summary>
    const string Name = "json_fields";

    /// <summary>The session's fields that only other programs know, as one object; null when there are none.</summary>
    ValueTask<JsonElement?> GetForeignFieldsAsync(string sessionId, CancellationToken cancellationToken);
}
