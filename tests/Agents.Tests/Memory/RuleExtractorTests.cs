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

    [Theory]
    [InlineData("my access key is AKIAIOSFODNN7EXAMPLE")]
    [InlineData("AKIAIOSFODNN7EXAMPLE is what I use for the cloud")]
    [InlineData("my Kennwort is Sommer2024")]
    [InlineData("mein WLAN-Passwort ist Sommer2024")]
    [InlineData("my Gmail-Passwörter are Sommer2024 and Winter2024")]
    [InlineData("mon mot de passe est soleil")]
    [InlineData("mi contraseña es girasol")]
    [InlineData("mi contrasena es girasol")]
    [InlineData("la clave de acceso es girasol")]
    [InlineData("мой пароль подсолнух")]
    [InlineData("Пароли: подсолнух")]
    [InlineData("minha senha: girassol")]
    [InlineData("我的密码是向日葵")]
    [InlineData("my ＰＡＳＳＷＯＲＤ is sunflower")]
    [InlineData("my wifi passwd is sunflower")]
    [InlineData("my Kennwo\u0308rter are sunflower")]
    [InlineData("my key is -----BEGIN OPENSSH PRIVATE KEY-----")]
    [InlineData("my header is Authorization: Bearer abcdefgh12345")]
    [InlineData("I use eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc for it")]
    [InlineData("my login is ghp_16C7e42F292c6912E7710c838347Ae178B4a")]
    [InlineData("my login is github_pat_11ABCDEFG0123456789")]
    [InlineData("my channel is xoxb-123456789012-abcdefghij")]
    [InlineData("my model uses sk-proj-abcdEFGH1234567890")]
    [InlineData("my model uses sk-ant-api03-abcdEFGH1234567890")]
    [InlineData("my maps use AIzaSyA1234567890abcdefghijklmnopqrstuv")]
    [InlineData("my bot is 123456789:AAF1234567890abcdefghijklmnopqrstuv")]
    [InlineData("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY is for the cloud")]
    [InlineData("my Netflix login is anna / s3cret")]
    [InlineData("my door code is 4711")]
    [InlineData("my token is abc")]
    [InlineData("my id is 5f4dcc3b5aa765d61d8327deb882cf99")]
    public async Task Secrets_are_known_by_their_names_and_by_their_looks(string secret)
    {
        foreach (var said in new[] { secret, $"Please remember that {secret}", $"Merk dir, dass {secret}" }) Assert.Empty(await ReadAsync(said));
        Assert.True(Secrets.AreIn(secret));
    }

    [Theory]
    [InlineData("My favorite song is Passenger's Let Her Go", "My favorite song is Passenger's Let Her Go")]
    [InlineData("I work at Keymaster Locks", "I work at Keymaster Locks")]
    [InlineData("My dog's name is Clave", "My dog's name is Clave")]
    [InlineData("My phone is +47 22 33 44", "My phone is +47 22 33 44")]
    [InlineData("Please remember that my blog is github.com/anna-larsen/notes-about-everything-2024", "My blog is github.com/anna-larsen/notes-about-everything-2024")]
    public async Task What_only_resembles_a_secret_is_kept(string said, string kept) => Assert.Equal(kept, Assert.Single(await ReadAsync(said)).Text);

    [Fact]
    public async Task A_secret_costs_only_its_own_clause() =>
        Assert.Equal(["I live in Oslo", "My dog's name is Rex"], (await ReadAsync("I live in Oslo, and my password is hunter2. My dog's name is Rex.")).Select(static one => one.Text));

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
