using System.Collections;
using System.Text.Json;
using System.Text.Json.Serialization;

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
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) updates.Add(ReadOne(ref reader));
            return new(updates);
        }

        public override void Write(Utf8JsonWriter writer, UpdateBatch value, JsonSerializerOptions options) => throw new NotSupportedException();

        private static Update ReadOne(ref Utf8JsonReader reader)
        {
            var whole = reader;
            var forId = reader;
            reader.Skip();
            try
            {
                return JsonSerializer.Deserialize(ref whole, TelegramJson.Default.Update) ?? new Update(0) { Malformed = "null" };
            }
            catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
            {
                return new Update(IdOf(ref forId)) { Malformed = exception.Message };
            }
        }

        private static long IdOf(ref Utf8JsonReader reader)
        {
            if (reader.TokenType != JsonTokenType.StartObject) return 0;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var isId = reader.ValueTextEquals("update_id"u8);
                reader.Read();
                if (isId) return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var id) ? id : 0;
                reader.Skip();
            }

            return 0;
        }
    }
}
