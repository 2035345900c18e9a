using System.Text;
using Bots.Adapters.Discord;
using Bots.Adapters.Discord.Gateway;
using Bots.Adapters.Discord.Intake;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bots.Adapters.Tests.Discord.Intake;

public sealed class GatewayEnvelopeTests
{
    [Fact]
    public void An_event_nobody_wants_is_not_read_to_its_end()
    {
        var envelope = Read("""{"t":"PRESENCE_UPDATE","s":42,"op":0,"d":{"broken""");

        Assert.Equal((0, 42, GatewayEventKind.Other), (envelope.Op, envelope.Sequence, envelope.Kind));
    }

    [Theory]
    [InlineData("""{"t":"MESSAGE_CREATE","s":7,"op":0,"d":{"id":"1"}}""")]
    [InlineData("""{"op":0,"s":7,"t":"MESSAGE_CREATE","d":{"id":"1"}}""")]
    [InlineData("""{"op":0,"d":{"id":"1"},"s":7,"t":"MESSAGE_CREATE"}""")]
    [InlineData("""{ "extra" : [1,{}] , "d" : {"id":"1"} , "op" : 0 , "t":"MESSAGE_CREATE", "s":7 }""")]
    public void Any_order_of_fields_is_read(string payload)
    {
        var envelope = Read(payload);

        Assert.Equal((0, 7, GatewayEventKind.MessageCreate), (envelope.Op, envelope.Sequence, envelope.Kind));
        Assert.StartsWith("{\"id\":\"1\"}", payload[envelope.DataStart..].TrimStart(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"t":"MESSAGE_CREATE","s":1.5,"op":0,"d":{}}""", 0)]
    [InlineData("""{"t":"MESSAGE_CREATE","s":99999999999,"op":0,"d":{}}""", 0)]
    [InlineData("""{"t":"MESSAGE_CREATE","s":{"a":[]},"op":0,"d":{}}""", 0)]
    [InlineData("""{"t":{"a":1},"s":"4","op":1.5,"d":{}}""", -1)]
    [InlineData("""{"t":[1],"s":null,"op":99999999999,"d":{}}""", -1)]
    public void A_number_that_is_none_is_left_out(string payload, int op)
    {
        var envelope = Read(payload);

        Assert.Equal((op, null), (envelope.Op, envelope.Sequence));
        Assert.True(envelope.DataStart > 0);
    }

    [Fact]
    public void A_payload_without_an_event_has_its_opcode()
    {
        var hello = Read("""{"t":null,"s":null,"op":10,"d":{"heartbeat_interval":41250}}""");

        Assert.Equal((10, null, GatewayEventKind.Other), (hello.Op, hello.Sequence, hello.Kind));
        Assert.True(hello.DataStart > 0);
    }

    [Fact]
    public void Skipping_an_event_allocates_nothing()
    {
        var payload = Encoding.UTF8.GetBytes("""{"t":"PRESENCE_UPDATE","s":42,"op":0,"d":{"text":"~"}}""".Replace("~", new string('x', 2000), StringComparison.Ordinal));
        GatewayEnvelope.Read(payload);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++) GatewayEnvelope.Read(payload);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData("""{"content":"hello all","member":{"nick":null},"channel_type":0}""", true, false)]
    [InlineData("""{"content":"<@42>","member":{"nick":null},"mentions":[{"id":"42"}]}""", false, false)]
    [InlineData("""{"content":"yes","member":{"nick":null},"referenced_message":{"author":{"id":"42"}}}""", false, false)]
    [InlineData("""{"content":"privately \"member\":{","message_reference":{"guild_id":"7"},"channel_type":1}""", false, false)]
    [InlineData("""{"content":"in a thread","member":{"nick":null},"channel_type":11}""", true, false)]
    [InlineData("""{"content":"in a thread","member":{"nick":null},"channel_type":11}""", false, true)]
    [InlineData("""{"content":"142 and 421","member":{"nick":null}}""", true, true)]
    [InlineData("""{"content":"<@&9> hi","mention_roles":["9"],"member":{"nick":null}}""", false, false)]
    [InlineData("""{"content":"hi","mention_roles":[],"member":{"nick":null}}""", true, false)]
    public void What_people_in_guilds_say_to_each_other_is_known_by_its_bytes(string message, bool isChatter, bool readsThreads)
    {
        var self = new DiscordSelf("discord", "42", "1");

        Assert.Equal(isChatter, new GuildChatter(self, requiresMention: true, readsThreads).Is(Encoding.UTF8.GetBytes(message)));
        Assert.False(new GuildChatter(self, requiresMention: false, readsThreads).Is(Encoding.UTF8.GetBytes(message)));
    }

    private static GatewayEnvelope Read(string payload) => GatewayEnvelope.Read(Encoding.UTF8.GetBytes(payload));

    [Fact]
    public void A_change_of_what_others_said_is_skipped_without_a_byte_and_one_of_a_known_message_is_not()
    {
        var session = new ShardSession("discord", 0, 1, 0);
        session.Start(new("session", "wss://resume.invalid", 1) { UserId = "7", ApplicationId = "8" });
        var context = new DiscordContext("discord", new(), TimeProvider.System, NullLogger.Instance, new MemoryDiscordResumeStore())
        {
            Messages = null!, Channels = null!, Files = null!, Interactions = null!, Members = null!, Account = null!,
        };
        var seen = new SeenMessages();
        seen.Expect("1001");
        var events = new GatewayEvents(context, session, seen);
        var (unknown, known) = (Changed("1002"), Changed("1001"));
        Assert.Null(events.Read(GatewayEnvelope.Read(unknown), unknown, 1));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++) events.Read(GatewayEnvelope.Read(unknown), unknown, 1);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.IsType<IntakeItem.Edited>(events.Read(GatewayEnvelope.Read(known), known, 1));
    }

    private static byte[] Changed(string id) => Encoding.UTF8.GetBytes(
        $$$"""{"t":"MESSAGE_UPDATE","s":5,"op":0,"d":{"author":{"id":"9","username":"Ann"},"member":{"roles":[]},"type":0,"id":"{{{id}}}","channel_id":"3","guild_id":"4","content":"","timestamp":"2026-01-01T00:00:00+00:00","edited_timestamp":"2026-01-01T00:00:01+00:00","mentions":[]}}""");
}
