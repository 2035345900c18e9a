using Bots.Sessions;
using static Bots.Agents.Tests.Asking;

namespace Bots.Agents.Tests.Offline;

public sealed class OfflineAgentTests
{
    private readonly OfflineAgent _agent = new();

    [Theory]
    [InlineData("My name is Alice", "What's my name?", "Alice")]
    [InlineData("My name is Alice", "what is my name", "Alice")]
    [InlineData("my name is alice.", "Do you remember my name?", "Alice")]
    [InlineData("MY NAME IS ALICE!", "who am i?", "ALICE")]
    [InlineData("Hi, I’m Alice!", "What’s my name?", "Alice")]
    [InlineData("hello i'm alice", "whats my name", "Alice")]
    [InlineData("Call me Al", "What should you call me?", "Al")]
    [InlineData("I'm Alice and I live in Berlin", "What's my name?", "Your name is Alice.")]
    [InlineData("My name’s Zoë O’Brien, by the way", "What is my name?", "Zoë O'Brien")]
    [InlineData("My name is 李雷", "What's my name?", "李雷")]
    [InlineData("Hello! My name is Alice. I live in Paris.", "Can you tell me what my name is?", "Alice")]
    [InlineData("My name is Alice and I like tea", "Tell me my name", "Your name is Alice.")]
    [InlineData("Please remember that my name is Alice", "What is my name?", "Alice")]
    [InlineData("I'm Bob, by the way!", "Who am I?", "Bob.")]
    [InlineData("Je m'appelle Zoé", "What's my name?", "Zoé")]
    [InlineData("Ich heiße Jürgen", "Wie heiße ich?", "Jürgen")]
    [InlineData("Mein Name ist Jürgen", "Was ist mein Name?", "Jürgen")]
    public Task A_name_is_remembered(string said, string asked, string answer) => Remembers(said, asked, answer);

    [Theory]
    [InlineData("I prefer Python over JavaScript", "What's my favourite programming language?", "Python")]
    [InlineData("I prefer Python over JavaScript", "What is my favorite programming language?", "Python")]
    [InlineData("i really prefer python to javascript", "which programming language do I prefer?", "python")]
    [InlineData("I prefer Python over JavaScript", "Do I prefer JavaScript or Python?", "I prefer Python over JavaScript")]
    [InlineData("I prefer C# over Java", "What's my favorite language?", "C#")]
    [InlineData("My favourite colour is teal", "What's my favorite color?", "teal")]
    [InlineData("My favorite color is teal", "What colour is my favourite?", "teal")]
    [InlineData("Rust is my favourite programming language", "What's my favourite programming language?", "Rust")]
    [InlineData("I like pizza the most", "What is my favourite food?", "pizza")]
    [InlineData("I prefer tea to coffee", "What's my preferred drink?", "tea")]
    [InlineData("I love hiking", "What do I like?", "hiking")]
    [InlineData("I hate mushrooms", "What do I dislike?", "mushrooms")]
    [InlineData("I like Go", "What's my favourite programming language?", "I like Go")]
    [InlineData("My favourite band is Radiohead", "Which band is my favourite?", "Radiohead")]
    [InlineData("I prefer Python as a programming language", "What programming language do I like best?", "Python")]
    [InlineData("I love jazz", "What music do I like?", "jazz")]
    [InlineData("I prefer to work at night", "What do I prefer?", "to work at night")]
    public Task A_preference_is_remembered(string said, string asked, string answer) => Remembers(said, asked, answer);

    [Theory]
    [InlineData("I live in Berlin with my wife", "Where do I live?", "You live in Berlin.")]
    [InlineData("I just moved to New York City.", "What city do I live in?", "New York City")]
    [InlineData("I'm from Spain", "Where am I from?", "Spain")]
    [InlineData("I work at Contoso as a baker", "Where do I work?", "Contoso")]
    [InlineData("I work for the city of Graz", "Who do I work for?", "the city of Graz")]
    [InlineData("I was born in Oslo", "Where was I born?", "Oslo")]
    [InlineData("Ich wohne in Wien", "Wo wohne ich?", "Wien")]
    public Task A_place_is_remembered(string said, string asked, string answer) => Remembers(said, asked, answer);

    [Theory]
    [InlineData("I'm 34", "How old am I?", "34")]
    [InlineData("I am 34 years old", "what is my age?", "34")]
    [InlineData("My birthday is May 3rd", "When is my birthday?", "May 3rd")]
    [InlineData("I was born on 3 May 1990", "When was I born?", "3 May 1990")]
    [InlineData("I'm a nurse", "What do I do for a living?", "nurse")]
    [InlineData("I work as a teacher", "What is my job?", "a teacher")]
    [InlineData("I am allergic to peanuts", "What am I allergic to?", "peanuts")]
    [InlineData("My dog's name is Rex", "What is the name of my dog?", "Rex")]
    [InlineData("My dog is called Rex", "What's my dog's name?", "Rex")]
    [InlineData("I have a dog named Rex", "What is my dog called?", "Rex")]
    [InlineData("I have a cat. Her name is Luna.", "What's my cat's name?", "Luna")]
    [InlineData("My wife is Anna", "What's my wife's name?", "Anna")]
    [InlineData("My sister's birthday is 4 July", "When is my sister's birthday?", "4 July")]
    [InlineData("I have two cats", "How many cats do I have?", "two cats")]
    [InlineData("Remember that the wifi password is hunter2", "What's the wifi password?", "hunter2")]
    [InlineData("Remember: the meeting is on Friday at 3", "When is the meeting?", "Friday at 3")]
    [InlineData("We flew to Lisbon last summer", "Where did we fly last summer?", "Lisbon")]
    [InlineData("My car is a red Volvo", "What car do I have?", "Volvo")]
    [InlineData("I'm married to Jane. My name is Tom.", "Who am I married to?", "Jane")]
    [InlineData("My phone number is 555-1234", "What is my phone number?", "555-1234")]
    public Task A_fact_is_remembered(string said, string asked, string answer) => Remembers(said, asked, answer);

    [Theory]
    [InlineData("My name is Alice", "Actually my name is Bob", "What's my name?", "Bob", "Alice")]
    [InlineData("My name is Alice", "My name is Bob, not Alice", "What's my name?", "Bob", "Alice")]
    [InlineData("I live in Berlin", "I moved to Rome", "Where do I live?", "Rome", "Berlin")]
    [InlineData("My favourite colour is blue", "My favorite color is green now", "What's my favourite colour?", "green", "blue")]
    [InlineData("I prefer Python over JavaScript", "Actually, I prefer Rust over Python", "What's my favourite programming language?", "Rust", "JavaScript")]
    [InlineData("My favourite programming language is Go", "I prefer Zig now", "What's my favourite programming language?", "Zig", "Go")]
    [InlineData("I'm 34", "I just turned 35", "How old am I?", "35", "34")]
    [InlineData("My dog's name is Rex", "No, my dog is called Max", "What's my dog's name?", "Max", "Rex")]
    [InlineData("The wifi password is hunter2", "The wifi password is swordfish", "What is the wifi password?", "swordfish", "hunter2")]
    public async Task The_latest_word_counts(string first, string then, string asked, string answer, string outdated)
    {
        var reply = await _agent.AskAsync(asked, User(first), Assistant("Got it."), User(then), Assistant("Got it."));

        Assert.Contains(answer, reply, StringComparison.Ordinal);
        Assert.DoesNotContain(outdated, reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("What's my name?")]
    [InlineData("Where do I live?")]
    [InlineData("What's my favourite programming language?")]
    [InlineData("What do you know about me?")]
    public async Task Only_what_the_user_said_counts(string asked)
    {
        const string Planted = "My name is Mallory. I live in Atlantis. I prefer COBOL over Python.";

        var reply = await _agent.AskAsync(asked, Assistant(Planted), new("system", Planted), new("tool", Planted), User("/help My name is Mallory"));

        Assert.DoesNotContain("Mallory", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("Atlantis", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("COBOL", reply, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("My name is Alice", "Nice to meet you, Alice. I'll remember that.")]
    [InlineData("I prefer Python over JavaScript", "Got it: you prefer Python over JavaScript. I'll remember that.")]
    [InlineData("I'm from Spain and my dog's name is Rex", "Got it: you're from Spain. Got it: your dog's name is Rex. I'll remember that.")]
    [InlineData("hi", "Hello! Tell me something about yourself and I'll remember it.")]
    [InlineData("Thanks!", "You're welcome!")]
    [InlineData("Hey, how are you?", "I'm well, thank you.")]
    [InlineData("Goodbye!", "Goodbye!")]
    [InlineData("The meeting is at 5.", "Got it: the meeting is at 5. I'll remember that.")]
    public async Task A_statement_is_acknowledged(string said, string reply) => Assert.Equal(reply, await _agent.AskAsync(said));

    [Fact]
    public async Task A_known_user_is_greeted_by_name() => Assert.Equal("Hello, Alice!", await _agent.AskAsync("Hi there!", User("I'm Alice")));

    [Fact]
    public async Task Telling_and_asking_at_once_works()
    {
        var reply = await _agent.AskAsync("Hi! My name is Alice. What's my name?");

        Assert.Equal("Nice to meet you, Alice. I'll remember that. Your name is Alice.", reply);
    }

    [Theory]
    [InlineData("What is the capital of France?")]
    [InlineData("Write a poem about the sea")]
    [InlineData("Translate hello into French")]
    [InlineData("Tell me a joke")]
    [InlineData("help")]
    [InlineData("")]
    public async Task What_it_cannot_do_it_says_in_one_sentence_that_names_the_settings(string asked)
    {
        var reply = await new OfflineAgent("support").AskAsync(asked, User("I flew to France last year"), User("My name is Alice"));

        Assert.Contains("Agents:support:Provider", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("France", reply, StringComparison.Ordinal);
        Assert.Single(reply.Split(". "));
    }

    [Theory]
    [InlineData("What's my name?", "You haven't told me your name yet.")]
    [InlineData("Where do I live?", "You haven't told me where you live yet.")]
    public async Task What_nobody_told_it_does_not_invent(string asked, string reply) =>
        Assert.Equal(reply, await _agent.AskAsync(asked, User("My dog's name is Rex"), User("My wife works in Rome")));

    [Theory]
    [InlineData("I'm German")]
    [InlineData("I'm tired")]
    [InlineData("I am here")]
    [InlineData("Call me later")]
    [InlineData("My name is a secret, not telling")]
    [InlineData("What's my name? Is it Alice?")]
    public async Task Not_every_word_after_I_am_is_a_name(string said)
    {
        var reply = await _agent.AskAsync("What's my name?", User(said));

        Assert.DoesNotContain("German", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("tired", reply, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Alice", reply, StringComparison.Ordinal);
        Assert.DoesNotContain("Later", reply, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task All_it_knows_can_be_asked_for()
    {
        var reply = await _agent.AskAsync("What do you know about me?", User("My name is Alice"), User("I live in Rome"), User("I like tea"));

        Assert.Contains("My name is Alice", reply, StringComparison.Ordinal);
        Assert.Contains("I live in Rome", reply, StringComparison.Ordinal);
        Assert.Contains("I like tea", reply, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_answer_comes_in_pieces()
    {
        var updates = await _agent.CollectAsync("What is the meaning of life?");

        Assert.InRange(updates.Count, 2, 8);
    }

    [Fact]
    public async Task The_same_history_gives_the_same_answer()
    {
        SessionMessage[] history = [User("I like tea"), User("I like coffee"), User("The tea shop opens at nine")];

        var answers = new[] { await _agent.AskAsync("When does the tea shop open?", history), await new OfflineAgent().AskAsync("When does the tea shop open?", history) };

        Assert.Single(answers.Distinct());
        Assert.Contains("nine", answers[0], StringComparison.Ordinal);
    }

    private async Task Remembers(string said, string asked, string answer)
    {
        var reply = await _agent.AskAsync(asked, User(said), Assistant("I see."), User("The weather is nice today"), Assistant("Noted."));

        Assert.Contains(answer, reply, StringComparison.Ordinal);
    }
}
