using Bots.Sessions.Conformance;
using Bots.Sessions.Memory;
using Bots.Sessions.Tokens;

namespace Bots.Sessions.Tests.Tokens;

/// <summary>A token opens one session for its time, and nothing else does.</summary>
public sealed class SessionTokensTests
{
    private static readonly byte[] Old = [.. Enumerable.Range(1, 32).Select(static number => (byte)number)];
    private static readonly byte[] New = [.. Enumerable.Range(101, 40).Select(static number => (byte)number)];

    private readonly ContractClock _clock = new();
    private readonly MemorySessionStore _store = new();

    [Theory]
    [InlineData("plain")]
    [InlineData("with.dots/and spaces")]
    [InlineData("😀 ünïcödé")]
    public async Task A_token_opens_its_session_until_it_expires(string session)
    {
        var tokens = Tokens("old", ("old", Old));
        var token = tokens.Issue(session, TimeSpan.FromMinutes(5));

        Assert.Equal(new(session, SessionTokenFailure.None), await tokens.CheckAsync(token));
        _clock.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(new(null, SessionTokenFailure.Expired), await tokens.CheckAsync(token));
    }

    [Fact]
    public async Task Changing_any_character_makes_it_worthless()
    {
        var tokens = Tokens("old", ("old", Old));
        var token = tokens.Issue("mine", TimeSpan.FromMinutes(5));

        for (var index = 0; index < token.Length; index++)
        {
            var changed = token.ToCharArray();
            changed[index] = changed[index] == 'A' ? 'B' : 'A';
            // The last letter of a part carries bits that mean nothing.
            var check = await tokens.CheckAsync(new string(changed));
            Assert.True(check.SessionId is null or "mine", new string(changed));
            if (index < token.Length - 1) Assert.Null(check.SessionId);
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("v1")]
    [InlineData("v1.old..")]
    [InlineData("v1.old.e30.AAAA")]
    [InlineData("v2.old.e30.AAAA")]
    [InlineData("v1.old.\ud800.\u0000")]
    [InlineData("....")]
    public async Task Garbage_opens_nothing(string? token) => Assert.Null((await Tokens("old", ("old", Old)).CheckAsync(token)).SessionId);

    [Fact]
    public async Task A_key_of_somebody_else_opens_nothing()
    {
        var theirs = Tokens("old", ("old", New)).Issue("mine", TimeSpan.FromMinutes(5));

        Assert.Equal(SessionTokenFailure.WrongSignature, (await Tokens("old", ("old", Old)).CheckAsync(theirs)).Failure);
    }

    [Fact]
    public async Task After_a_rotation_old_tokens_hold_until_their_key_is_removed()
    {
        var token = Tokens("old", ("old", Old)).Issue("mine", TimeSpan.FromMinutes(5));

        var rotated = Tokens("new", ("old", Old), ("new", New));
        Assert.Equal("mine", (await rotated.CheckAsync(token)).SessionId);
        Assert.Equal("mine", (await Tokens("new", ("new", New)).CheckAsync(rotated.Issue("mine", TimeSpan.FromMinutes(5)))).SessionId);
        Assert.Equal(SessionTokenFailure.UnknownKey, (await Tokens("new", ("new", New)).CheckAsync(token)).Failure);
    }

    [Fact]
    public async Task A_revoked_token_is_worthless_at_once_and_its_sisters_are_not()
    {
        var tokens = Tokens("old", ("old", Old));
        var (one, other) = (tokens.Issue("mine", TimeSpan.FromMinutes(5)), tokens.Issue("mine", TimeSpan.FromMinutes(5)));

        Assert.True(await tokens.RevokeAsync(one));

        Assert.Equal(SessionTokenFailure.Revoked, (await tokens.CheckAsync(one)).Failure);
        Assert.Equal(SessionTokenFailure.Revoked, (await Tokens("old", ("old", Old)).CheckAsync(one)).Failure);
        Assert.Equal("mine", (await tokens.CheckAsync(other)).SessionId);
        Assert.False(await tokens.RevokeAsync("garbage"));
    }

    [Fact]
    public async Task Revoking_a_session_takes_back_every_token_issued_until_then()
    {
        var tokens = Tokens("old", ("old", Old));
        var (mine, yours) = (tokens.Issue("mine", TimeSpan.FromMinutes(5)), tokens.Issue("yours", TimeSpan.FromMinutes(5)));

        await tokens.RevokeAllAsync("mine");
        _clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(SessionTokenFailure.Revoked, (await tokens.CheckAsync(mine)).Failure);
        Assert.Equal("yours", (await tokens.CheckAsync(yours)).SessionId);
        Assert.Equal("mine", (await tokens.CheckAsync(tokens.Issue("mine", TimeSpan.FromMinutes(5)))).SessionId);
    }

    [Fact]
    public async Task What_expired_is_not_remembered_for_ever()
    {
        var tokens = Tokens("old", ("old", Old));
        await tokens.RevokeAsync(tokens.Issue("mine", TimeSpan.FromMinutes(5)));
        _clock.Advance(TimeSpan.FromMinutes(6));

        await tokens.RevokeAsync(tokens.Issue("mine", TimeSpan.FromMinutes(5)));

        Assert.Single(await _store.Require<ISessionState>().ListStateAsync(StateScope.App), static pair => pair.Value.Value is not null);
    }

    [Theory]
    [InlineData('\u0001')]
    [InlineData('"')]
    [InlineData('s')]
    public async Task Every_token_that_is_issued_is_accepted(char letter)
    {
        var (id, key) = (new string(letter, SessionId.MaxBytes), new string('k', 64));
        var tokens = Tokens(key, (key, Old));

        var check = await tokens.CheckAsync(tokens.Issue(id, TimeSpan.FromMinutes(5), id));

        Assert.Equal((id, id), (check.SessionId, check.UserId));
    }

    [Fact]
    public void A_user_that_no_token_can_name_is_refused()
    {
        foreach (var user in new[] { new string('u', SessionId.MaxBytes + 1), "a\ud800" })
            Assert.Throws<ArgumentException>("userId", () => Tokens("old", ("old", Old)).Issue("mine", TimeSpan.FromMinutes(5), user));
    }

    [Fact]
    public void Weak_or_missing_keys_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Tokens("old", ("old", Old[..31])));
        Assert.Throws<ArgumentException>(() => Tokens("new", ("old", Old)));
        Assert.Throws<ArgumentException>(() => Tokens("a.b", ("a.b", Old)));
        Assert.Throws<ArgumentException>(() => Tokens(new('k', 65), (new('k', 65), Old)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Tokens("old", ("old", Old)).Issue("mine", TimeSpan.Zero));
    }

    private SessionTokens Tokens(string signing, params (string Id, byte[] Key)[] keys) =>
        new(keys.ToDictionary(static pair => pair.Id, static pair => pair.Key), signing, _store.Require<ISessionState>(), _clock);
}
