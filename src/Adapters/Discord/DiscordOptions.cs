using System.ComponentModel.DataAnnotations;
using Bots.Adapters.Discord.Api;
using Bots.Adapters.Discord.Interactions;

namespace Bots.Adapters.Discord;

/// <summary>How one bot account talks to Discord; the section <c>Bots:&lt;name&gt;</c>.</summary>
public sealed class DiscordOptions : IValidatableObject
{
    /// <summary>The bot's token from the developer portal. Secret; there is no default.</summary>
    [Required, RegularExpression("[!-~]+", ErrorMessage = "The token holds a blank, a line break or another character that no token has; copy it anew from the developer portal, page Bot.")]
    public string Token { get; set; } = "";

    /// <summary>The HTTP API. Default: <c>https://discord.com/api/v10</c>. The gateway's address is asked from it.</summary>
    [Required, WebAddress]
    public string BaseUrl { get; set; } = "https://discord.com/api/v10";

    /// <summary>Where files that users send lie; no other server is ever asked for them. Default: <c>https://cdn.discordapp.com</c>.</summary>
    [Required, WebAddress]
    public string CdnUrl { get; set; } = "https://cdn.discordapp.com";

    /// <summary>The address named in the user agent that Discord demands, <c>DiscordBot (address, version)</c>: the page of your bot. Default: that of
    /// the project this program was built from (<c>RepositoryUrl</c> of the build), else <c>https://bots.invalid</c>.</summary>
    [Required, Url]
    public string UserAgentUrl { get; set; } = ProgramVersion.AddressOf(typeof(DiscordOptions).Assembly);

    /// <summary>How long a request may take, in seconds. Default: 30.</summary>
    [Range(1, 600)]
    public int RequestTimeoutSeconds { get; set; } = 30;

    /// <summary>How many shards share the guilds; 0 takes what Discord recommends. Default: 1.</summary>
    [Range(0, 10_000)]
    public int Shards { get; set; } = 1;

    /// <summary>Whether texts of guild messages that do not mention the bot are asked for: the privileged Message Content intent, to be enabled in
    /// the developer portal. Direct messages and mentions need no intent. Default: false.</summary>
    public bool MessageContentIntent { get; set; }

    /// <summary>Whether a guild message must mention the bot or reply to it. Default: true; false needs <see cref="MessageContentIntent"/>.</summary>
    public bool RequireMention { get; set; } = true;

    /// <summary>Who shares a conversation in a guild. Default: <see cref="DiscordScope.User"/>, everyone has their own.</summary>
    public DiscordScope Scope { get; set; }

    /// <summary>Whether a question in a channel opens a thread, named by the question, in which the conversation goes on. Needs the permissions Create
    /// Public Threads and Send Messages in Threads; where they are missing the answer is a reply. With <see cref="MessageContentIntent"/> nobody
    /// has to mention the bot in its own threads. Default: false.</summary>
    public bool Threads { get; set; }

    /// <summary>Channels that are asked for missed messages when the gateway could not resume, the most recently active first. Default: 100.</summary>
    [Range(0, 1000)]
    public int BackfillChannels { get; set; } = 100;

    /// <summary>The most missed messages that are fetched per channel. Default: 100.</summary>
    [Range(1, 1000)]
    public int BackfillMessages { get; set; } = 100;

    /// <summary>Whether answers are shown while they grow. Default: true.</summary>
    public bool Preview { get; set; } = true;

    /// <summary>Characters that must be there before a preview appears. Default: 30.</summary>
    [Range(1, 1900)]
    public int PreviewFirstCharacters { get; set; } = 30;

    /// <summary>Milliseconds between two edits of a preview; doubled when Discord asks for patience. Default: 1200.</summary>
    [Range(100, 60_000)]
    public int PreviewIntervalMilliseconds { get; set; } = 1_200;

    /// <summary>Whether previews carry a button that stops the answer, as <c>/stop</c> does. Default: true.</summary>
    public bool StopButton { get; set; } = true;

    /// <summary>Whether links in answers unfold into pictures and summaries. Default: false.</summary>
    public bool Embeds { get; set; }

    /// <summary>Messages an answer may take before it is sent as a file. Default: 8.</summary>
    [Range(1, 100)]
    public int MostMessages { get; set; } = 8;

    /// <summary>Whether somebody is answered at all: no thread is opened for whom nobody answers. Default: null, everyone is.</summary>
    public Func<InboundMessage, Task<bool>>? Admits { get; set; }

    /// <summary>Whether the roles of a person decide who is answered: then they are asked for where Discord does not tell them, with messages fetched
    /// after an outage. Default: false.</summary>
    public bool RolesDecide { get; set; }

    /// <summary>The application commands, registered at the start where they differ from what is registered; commands of others are left alone. Default: none, and nothing is changed.</summary>
    public IReadOnlyList<DiscordCommand> Commands { get; set; } = [];

    /// <summary>Names of commands that this program may have registered earlier: those it no longer has are removed. Default: none.</summary>
    public IReadOnlyList<string> KnownCommands { get; set; } = [];

    /// <summary>Whether users may bring the bot along to servers and conversations it is no member of: the commands are registered for that
    /// (enable User Install in the developer portal, page Installation, too). There it answers commands only. Default: false: nobody is answered there,
    /// and commands that were registered for it are registered anew without.</summary>
    public bool UserInstall { get; set; }

    /// <summary>A guild whose own commands are registered instead of the global ones, which are removed (changes show at once there); empty for global. Default: empty.</summary>
    /// <remarks>A guild that is no longer named here keeps its commands, which are then listed twice there: take the bot out of it and invite it again.</remarks>
    [RegularExpression("[0-9]{1,20}", ErrorMessage = "A guild's id is a number; copy it with Developer Mode on (right click on the server, Copy Server ID).")]
    public string CommandGuildId { get; set; } = "";

    /// <summary>What does not go together.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!RequireMention && !MessageContentIntent)
            yield return new("without mentions Discord sends no texts of guild messages. Set MessageContentIntent to true as well (and enable it in the developer portal, page Bot), or RequireMention to true.", [nameof(RequireMention)]);
    }
}

/// <summary>Who shares a conversation in a guild.</summary>
public enum DiscordScope
{
    /// <summary>Every user has an own conversation in every channel.</summary>
    User,

    /// <summary>Everyone in a channel (and everyone in a thread) shares one.</summary>
    Channel,

    /// <summary>Everyone in a thread shares one; outside of threads every user has an own one.</summary>
    Thread,
}
