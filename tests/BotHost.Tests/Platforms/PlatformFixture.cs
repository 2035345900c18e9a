namespace Bots.BotHost.Tests.Platforms;

/// <summary>A platform with its people, as the suite needs it: derive it once per platform, with a constructor without parameters.</summary>
/// <remarks>Behind it stands a server that behaves as the platform's documents say, and the real adapter speaks to it. What a platform does not
/// offer is never asked of it.</remarks>
public abstract class PlatformFixture : IAsyncDisposable
{
    /// <summary>The word in <c>Bots:&lt;name&gt;:Platform</c>, and the account's name.</summary>
    public abstract string Platform { get; }

    /// <summary>What the platform can do.</summary>
    public abstract Offers Offers { get; }

    /// <summary>Set where the platform offers <see cref="Offers.Pieces"/>.</summary>
    public virtual PieceLimits? Limits => null;

    /// <summary>The settings of the account that connect it, without the account's prefix.</summary>
    public abstract IReadOnlyList<string> Settings { get; }

    /// <summary>The setting by which everyone in a group shares one conversation.</summary>
    public virtual string SharedByAll => throw NotOffered();

    /// <summary>The settings by which everything said in a group is answered.</summary>
    public virtual IReadOnlyList<string> WithoutMention => throw NotOffered();

    /// <summary>What mentions the bot.</summary>
    public virtual string Mention => throw NotOffered();

    /// <summary>The commands in the platform's menu.</summary>
    public virtual IReadOnlyCollection<string> Menu => throw NotOffered();

    /// <summary>Starts the platform.</summary>
    public abstract Task OpenAsync();

    /// <summary>Completes when a host that was started hears what people say.</summary>
    public abstract Task ConnectedAsync(string address);

    /// <summary>Somebody new.</summary>
    public abstract Task<Person> JoinAsync(string name, bool isBot = false);

    /// <summary>The private chat of a person with the bot.</summary>
    public abstract Room Private(Person person);

    /// <summary>A new group in which everybody writes.</summary>
    public virtual Room Group() => throw NotOffered();

    /// <summary>A new thread within a group.</summary>
    public virtual Room Thread(Room group) => throw NotOffered();

    /// <summary>A person says something; completes when the platform has it.</summary>
    public abstract Task<Said> SayAsync(Room room, Person person, string text, string? replyTo = null);

    /// <summary>A person runs a command the way the platform has for it.</summary>
    public virtual async Task RunAsync(Room room, Person person, string command, string argument = "") =>
        await SayAsync(room, person, $"/{command} {argument}".TrimEnd());

    /// <summary>A person sends a text file.</summary>
    public virtual Task SendFileAsync(Room room, Person person, string name, string content) => throw NotOffered();

    /// <summary>A person changes what they said.</summary>
    public virtual Task EditAsync(Said said, string text) => throw NotOffered();

    /// <summary>A person presses a button of the bot.</summary>
    public virtual void Press(Room room, Person person, Seen message, string label) => throw NotOffered();

    /// <summary>The platform delivers a message to the bot a second time.</summary>
    public abstract Task RepeatAsync(Said said);

    /// <summary>The messages of the bot that can be seen in a room now, oldest first.</summary>
    public abstract IReadOnlyList<Seen> SeenIn(Room room);

    /// <summary>How often people in a room were shown that the bot is writing.</summary>
    public abstract int TypingIn(Room room);

    /// <summary>The platform refuses the next finished reply once.</summary>
    public virtual void RefuseNext(Refusal refusal) => throw NotOffered();

    /// <summary>The platform takes the next finished reply, and its answer gets lost.</summary>
    public abstract void LoseNextReceipt();

    /// <summary>From now on nothing reaches the person: they blocked the bot, or went away.</summary>
    public abstract Task LeaveAsync(Room room);

    /// <summary>The bot could reach the person again; it is not told.</summary>
    public abstract Task ReturnAsync(Room room);

    /// <summary>Throws when the bot did anything that the platform's documents do not allow.</summary>
    public virtual void AssertBehaved()
    {
    }

    /// <summary>Ends the platform.</summary>
    public abstract ValueTask DisposeAsync();

    private NotSupportedException NotOffered() => new($"{Platform} does not offer this: the promise belongs into a group that asks for it.");
}
