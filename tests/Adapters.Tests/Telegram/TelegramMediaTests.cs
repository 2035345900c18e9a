using Bots.Adapters;

namespace Bots.Adapters.Tests.Telegram;

public sealed class TelegramMediaTests
{
    private static readonly Attachment File = new(AttachmentKind.Document, "f1");

    [Fact]
    public async Task A_file_is_fetched_by_its_id()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Store("f1", [1, 2, 3]);

        Assert.Equal<byte[]>([1, 2, 3], (await bed.Adapter.FetchAsync(File, 100, default))!);
    }

    [Theory]
    [InlineData("../bot/getMe")]
    [InlineData("/etc/passwd")]
    [InlineData("https://evil.example/x")]
    [InlineData("documents//evil.example/x")]
    [InlineData("documents/file?x=1")]
    [InlineData("documents/%2e%2e/x")]
    public async Task A_path_that_leads_elsewhere_is_not_followed(string path)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Store("f1", [1, 2, 3], path);

        Assert.Null(await bed.Adapter.FetchAsync(File, 100, default));
    }

    [Fact]
    public async Task What_is_too_large_is_not_read_whatever_it_claims()
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Store("f1", new byte[5_000]);

        Assert.Null(await bed.Adapter.FetchAsync(File, 4_999, default));
        Assert.Null(await bed.Adapter.FetchAsync(File with { Size = 10 }, 4_999, default));
        Assert.Equal(5_000, (await bed.Adapter.FetchAsync(File, 5_000, default))!.Length);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_no_disaster()
    {
        await using var bed = await TelegramBed.StartAsync();

        Assert.Null(await bed.Adapter.FetchAsync(File, 100, default));
    }
}
