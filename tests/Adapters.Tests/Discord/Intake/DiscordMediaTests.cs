using Bots.Adapters;
using Bots.Fakes;
using Bots.Fakes.Discord.World;

namespace Bots.Adapters.Tests.Discord.Intake;

/// <summary>Files that users send are fetched from Discord's own file servers only.</summary>
public sealed class DiscordMediaTests : IAsyncLifetime
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 200).Select(static i => (byte)i)];

    private DiscordBed _bed = null!;

    public async Task InitializeAsync() => _bed = await DiscordBed.ConnectedAsync();

    public async Task DisposeAsync() => await _bed.DisposeAsync();

    [Fact]
    public async Task A_file_is_fetched_when_it_is_needed()
    {
        var file = await SendAsync();
        Assert.Empty(_bed.Fake.Downloads);

        Assert.Equal(Content, await _bed.Adapter.FetchAsync(file, 1_000, default));
    }

    [Fact]
    public async Task An_address_that_is_too_old_is_asked_for_anew()
    {
        var file = await SendAsync();
        _bed.Fake.ExpireFiles();

        Assert.Equal(Content, await _bed.Adapter.FetchAsync(file, 1_000, default));

        Assert.Equal(2, _bed.Fake.Downloads.Count);
    }

    [Fact]
    public async Task A_file_whose_message_is_gone_is_gone()
    {
        var file = await SendAsync();
        _bed.Fake.ExpireFiles();
        _bed.Fake.Delete(_bed.Dm.Messages[^1]);

        Assert.Null(await _bed.Adapter.FetchAsync(file, 1_000, default));
    }

    [Fact]
    public async Task No_more_is_read_than_asked_for_whatever_is_claimed()
    {
        var file = await SendAsync();

        Assert.Null(await _bed.Adapter.FetchAsync(file, 199, default));
        Assert.Empty(_bed.Fake.Downloads);
        Assert.Null(await _bed.Adapter.FetchAsync(file with { Size = 1 }, 199, default));
        Assert.Single(_bed.Fake.Downloads);
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/attachments/5/a.png")]
    [InlineData("https://example.org/attachments/5/a.png")]
    [InlineData("file:///etc/passwd")]
    [InlineData("no address")]
    public async Task No_other_server_is_asked(string address)
    {
        var file = await SendAsync();

        Assert.Null(await _bed.Adapter.FetchAsync(file with { FileId = $"1/2/3 {address}" }, 1_000, default));

        Assert.Empty(_bed.Fake.Downloads);
    }

    [Fact]
    public async Task A_name_before_the_host_does_not_lead_elsewhere()
    {
        var file = await SendAsync();
        var address = new Uri(file.FileId.Split(' ')[1]);

        Assert.Null(await _bed.Adapter.FetchAsync(file with { FileId = $"1/2/3 http://user@{address.Authority}{address.PathAndQuery}" }, 1_000, default));

        Assert.Empty(_bed.Fake.Downloads);
    }

    private async Task<Attachment> SendAsync()
    {
        _bed.Fake.UserSays(_bed.Dm, _bed.Ann, "", files: [new FakeFile(_bed.Fake.NextId(), "cat.png", "image/png", Content)]);
        await Eventually.TrueAsync(() => _bed.Sink.Accepted.Count == 1, "the message");
        return _bed.Sink.Accepted[0].Attachments.Single();
    }
}
