namespace Bots.Sessions.Conformance;

/// <summary>Data of sessions, versions and turn ids survive a restart.</summary>
[ContractGroup(typeof(ISessionCatalog), typeof(ITurnLog), NeedsRestart = true)]
public abstract class CatalogRestartContract<TFixture> : StoreContract<TFixture>
    where TFixture : StoreFixture, new()
{
    private readonly string _session = Some.Session();

    [Promise]
    public async Task The_data_of_a_session_survives()
    {
        await Store.AddAsync(_session, "1");
        await Store.Require<ISessionCatalog>().UpdateSessionAsync(_session, new SessionChange { Title = "Holidays", UserId = "telegram_1", Metadata = MessageMetadata.Empty.With("a", "b") });
        var before = await Store.Require<ISessionCatalog>().GetSessionAsync(_session);

        await ReopenAsync();

        Assert.Equal(before, await Store.Require<ISessionCatalog>().GetSessionAsync(_session));
    }

    [Promise]
    public async Task A_turn_written_before_a_restart_is_known_after_it()
    {
        var turn = new TurnWrite(_session) { Messages = [Some.Message("ask")], TurnId = "turn-1" };
        await Store.Require<ITurnLog>().WriteTurnAsync(turn);

        await ReopenAsync();

        Assert.Equal(TurnWriteStatus.AlreadyWritten, (await Store.Require<ITurnLog>().WriteTurnAsync(turn)).Status);
        Assert.Equal(["ask"], await Store.ContentsAsync(_session));
    }
}
