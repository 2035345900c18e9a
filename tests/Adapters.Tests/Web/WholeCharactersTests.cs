using System.Text.Json;
using Bots.Adapters.Web;

namespace Bots.Adapters.Tests.Web;

public sealed class WholeCharactersTests
{
    [Theory]
    [InlineData("""lone \ud800 x""", "lone \uFFFD x")]
    [InlineData("""low \udc00 first""", "low \uFFFD first")]
    [InlineData("""two \ud83d\ud83d\ude00 after""", "two \uFFFD\U0001F600 after")]
    [InlineData("""whole \ud83d\ude00""", "whole \U0001F600")]
    [InlineData("""a backslash: \\ud800""", "a backslash: \\ud800")]
    [InlineData("""a line\nand \u0041""", "a line\nand A")]
    public void Half_a_character_becomes_a_replacement_and_the_rest_stays(string json, string text)
    {
        var whole = WebJson.WholeCharacters($$"""{"id":"1","text":"{{json}}"}""");

        Assert.Equal(text, JsonSerializer.Deserialize(whole, WebJson.Default.PostedMessage)!.Text);
    }
}
