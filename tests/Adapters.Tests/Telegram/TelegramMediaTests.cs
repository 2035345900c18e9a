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

    [Theory]
    [InlineData("documents/a file.c++")]
    [InlineData("documents/übung (1).txt")]
    public async Task A_file_may_be_called_anything_that_changes_no_address(string path)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Store("f1", [1, 2, 3], path);

        Assert.Equal<byte[]>([1, 2, 3], (await bed.Adapter.FetchAsync(File, 100, default))!);
    }

    [Theory]
    [InlineData("/etc/passwd")]
    [InlineData("C:\\files\\x")]
    public async Task A_file_on_the_disk_of_the_server_cannot_be_had_unless_the_folder_is_configured(string path)
    {
        await using var bed = await TelegramBed.StartAsync();
        bed.Fake.Store("f1", [1, 2, 3], path);

        await Assert.ThrowsAsync<NotSupportedException>(() => bed.Adapter.FetchAsync(File, 100, default));
    }

    [Fact]
    public async Task Below_the_configured_folder_files_are_read_and_nowhere_else()
    {
        var outside = Directory.CreateTempSubdirectory("outside").FullName;
        var folder = Directory.CreateTempSubdirectory("local").FullName;
        try
        {
            await using var bed = await TelegramBed.StartAsync(options => options.LocalFiles = folder + "/");
            Directory.CreateDirectory(Path.Combine(folder, "documents"));
            await System.IO.File.WriteAllBytesAsync(Path.Combine(folder, "documents", "x.c++"), [1, 2, 3]);
            await System.IO.File.WriteAllBytesAsync(Path.Combine(outside, "secret"), [4]);
            await System.IO.File.WriteAllBytesAsync(folder + "-beside", [5]);
            System.IO.File.CreateSymbolicLink(Path.Combine(folder, "link"), Path.Combine(outside, "secret"));
            Directory.CreateSymbolicLink(Path.Combine(folder, "links"), outside);

            Assert.Equal<byte[]>([1, 2, 3], (await FetchAsync(bed, $"{folder}/documents/x.c++", 3))!);
            Assert.Null(await FetchAsync(bed, $"{folder}/documents/x.c++", 2));
            foreach (var path in new[] { $"{outside}/secret", $"{folder}/../{Path.GetFileName(outside)}/secret", $"{folder}-beside", $"{folder}/link", $"{folder}/links/secret", $"{folder}/gone", $"{folder}/documents", "/etc/passwd" })
                Assert.Null(await FetchAsync(bed, path, 100));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
            Directory.Delete(outside, recursive: true);
            System.IO.File.Delete(folder + "-beside");
        }
    }

    private static Task<byte[]?> FetchAsync(TelegramBed bed, string path, int maxBytes)
    {
        bed.Fake.Store("f1", [9], path);
        return bed.Adapter.FetchAsync(File, maxBytes, default);
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
