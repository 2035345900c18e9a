using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bots.Adapters.Telegram.Api.Reading;

namespace Bots.Adapters.Telegram.Api;

/// <summary>The updates of one poll. An update that cannot be read is in the list as <see cref="Update.Malformed"/>, and harms no other.</summary>
[JsonConverter(typeof(Converter))]
internal sealed class UpdateBatch(IReadOnlyList<Update> updates) : IReadOnlyList<Update>
{
    public int Count => updates.Count;

    public Update this[int index] => updates[index];

    public IEnumerator<Update> GetEnumerator() => updates.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal sealed class Converter : JsonConverter<UpdateBatch>
    {
        public override UpdateBatch Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException("The updates are not a list.");
            var updates = new List<Update>();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) updates.Add(UpdateReader.Read(ref reader));
            return new(updates);
        }

        public override void Write(Utf8JsonWriter writer, UpdateBatch value, JsonSerializerOptions options) => throw new NotSupportedException();

    }
}
