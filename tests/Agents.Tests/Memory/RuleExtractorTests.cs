using Bots.Agents.Memory;

namespace Bots.Agents.Tests.Memory;

public sealed class RuleExtractorTests
{
    private const double Threshold = 0.7;

    [Theory]
    [InlineData("My name is Anna.", "My name is Anna")]
    [InlineData("Hi, I'm Bob!", "My name is Bob")]
    [InlineData("call me Kim", "My name is Kim")]
    [InlineData("I live in Oslo now", "I live in Oslo")]
    [InlineData("I moved to New York last year", "I live in New York last year")]
    [InlineData("I work at Siemens", "I work at Siemens")]
    [InlineData("I work as a nurse", "I work as a nurse")]
    [InlineData("I come from Chile", "I come from Chile")]
    [InlineData("I am 34 years old", "I am 34 years old")]
    [InlineData("My birthday is on May 5", "My birthday is on May 5")]
    [InlineData("My dog's name is Rex", "My dog's name is Rex")]
    [InlineData("my wife is called Eva", "My wife's name is Eva")]
    [InlineData("My favourite colour is green", "My favorite colour is green")]
    [InlineData("I prefer tea over coffee", "I prefer tea over coffee")]
    [InlineData("I really love hiking in the mountains", "I really love hiking in the mountains")]
    [InlineData("I hate mushrooms", "I hate mushrooms")]
    [InlineData("I am allergic to nuts", "I am allergic to nuts")]
    [InlineData("I'm vegan", "I am vegan")]
    [InlineData("I have two kids", "I have two kids")]
    [InlineData("My wedding is on 5 June 2027", "My wedding is on 5 June 2027")]
    [InlineData("Please remember that the garage code word is bluebird", "The garage code word is bluebird")]
    [InlineData("Ich heiße Jürgen", "Ich heiße Jürgen")]
    [InlineData("Ich wohne in Köln", "Ich wohne in Köln")]
    public async Task What_is_plainly_meant_to_last_is_found(string said, string kept) =>
        Assert.Equal([kept], (await ReadAsync(said)).Where(static candidate => candidate.Quality >= Threshold).Select(static candidate => candidate.Text));

    [Theory]
    [InlineData("What is my name?")]
    [InlineData("Do I live in Oslo?")]
    [InlineData("I am tired")]
    [InlineData("I'm a bit sad today")]
    [InlineData("I have a question")]
    [InlineData("I have a meeting tomorrow")]
    [InlineData("My code is not compiling")]
    [InlineData("My flight is late")]
    [InlineData("My dog is sick")]
    [InlineData("I live in fear of mondays")]
    [InlineData("I would like to know the weather")]
    [InlineData("I'd love a pizza")]
    [InlineData("I like this")]
    [InlineData("I like how you explain it")]
    [InlineData("If I live in Oslo, which taxes do I pay?")]
    [InlineData("Translate: my name is Anna")]
    [InlineData("She said \"my name is Anna and I live in Oslo\"")]
    [InlineData("> My name is Anna")]
    [InlineData("```\nMy name is Anna\n```")]
    [InlineData("/start My name is Anna")]
    [InlineData("[Forwarded from Bob, not the user's own words:]\nMy name is Bob")]
    [InlineData("My password is hunter2")]
    [InlineData("Remember that my PIN is 4711")]
    [InlineData("Remember my card number is 4111 1111 1111 1111")]
    [InlineData("Remember to call me tomorrow")]
    [InlineData("Do you remember the time we met?")]
    public async Task What_passes_is_asked_quoted_or_secret_is_not(string said) =>
        Assert.DoesNotContain(await ReadAsync(said), static candidate => candidate.Quality >= Threshold);

    [Fact]
    public async Task A_long_document_is_not_read_for_facts() => Assert.Empty(await ReadAsync("My name is Anna. " + new string('x', 3_000)));

    [Fact]
    public async Task Every_kept_sentence_gives_the_same_topic_when_it_is_read_again()
    {
        foreach (var said in new[] { "I'm Bob Miller", "My cat is called Tom", "I live in Oslo", "My favourite colour is green", "I work as a nurse", "I love tea", "I am 34" })
        {
            var found = Assert.Single(await ReadAsync(said));
            Assert.NotNull(found.Topic);
            Assert.Equal(found.Topic, RuleExtractor.TopicOf(found.Text));
        }
    }

    private static ValueTask<IReadOnlyList<MemoryCandidate>> ReadAsync(string said) => new RuleExtractor().ExtractAsync(new("u", "s", "t", [said]));
}
