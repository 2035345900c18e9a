using Bots.Sessions.Json.Files;

namespace Bots.Sessions.Tests.Json;

/// <summary>The names of session files, as the format prescribes them.</summary>
public sealed class SessionFileNameTests
{
    [Theory]
    [InlineData("bot_telegram_12345", "bot_telegram_12345")]
    [InlineData("bot_telegram_12345_chat_-100777", "bot_telegram_12345_chat_-100777")]
    [InlineData("user:1", "user_1")]
    [InlineData("user/1", "user_1")]
    [InlineData("../../etc/passwd", "______etc_passwd")]
    [InlineData("..", "__")]
    [InlineData("a.json", "a_json")]
    [InlineData("a b\tc\0", "a_b_c_")]
    [InlineData("Ünïcødé", "Ünïcødé")]
    [InlineData("日本語", "日本語")]
    [InlineData("e\u0301", "e_")]
    [InlineData("½Ⅷ٣", "½Ⅷ٣")]
    [InlineData("ʰ", "ʰ")]
    [InlineData("😀", "_")]
    [InlineData("𝔘𠮷", "𝔘𠮷")]
    [InlineData("a€$+", "a___")]
    public void Letters_and_numbers_stay_and_every_other_code_point_becomes_one_underscore(string id, string expected) =>
        Assert.Equal(expected, SessionFileName.Safe(id));

    [Fact]
    public void The_first_name_is_the_one_every_program_of_the_format_uses() =>
        Assert.Equal("user_1.json", SessionFileName.Candidates("user:1").First());

    [Fact]
    public void The_further_names_are_an_ids_own()
    {
        var first = SessionFileName.Candidates("user:1").Skip(1).ToArray();
        var second = SessionFileName.Candidates("user/1").Skip(1).ToArray();

        Assert.NotEmpty(first);
        Assert.Empty(first.Intersect(second));
        Assert.All(first, static name => Assert.Matches("^user_1-[0-9a-f]{16}[.]json$", name));
    }

    [Fact]
    public void No_name_is_too_long_for_a_file_system_and_none_is_shared()
    {
        string[] ids = [new('a', 512), new string('a', 511) + "b", string.Concat(Enumerable.Repeat("𠮷", 128)), new('語', 170)];

        var names = ids.SelectMany(SessionFileName.Candidates).ToArray();

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, static name => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(name), 1, 210));
    }
}
