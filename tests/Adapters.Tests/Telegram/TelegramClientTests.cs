using System.ComponentModel.DataAnnotations;
using Bots.Adapters.Telegram;
using Bots.Adapters.Telegram.Api;
using Bots.Fakes.Telegram;

namespace Bots.Adapters.Tests.Telegram;

public sealed class TelegramClientTests
{
    private const string Secret = "777:AA-very-secret";

    [Theory]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("http://no-such-host.invalid")]
    [InlineData("not an address")]
    [InlineData("ftp://127.0.0.1")]
    public async Task The_token_is_never_in_an_exception(string baseUrl)
    {
        using var client = new TelegramClient(new() { Token = Secret, BaseUrl = baseUrl }, TimeProvider.System);

        var exception = await Assert.ThrowsAsync<TelegramApiException>(() => client.CallAsync(new GetMe(), CancellationToken.None));

        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.True(exception.IsOutage);
    }

    [Theory]
    [InlineData(-5, 1)]
    [InlineData(0, 1)]
    [InlineData(7, 7)]
    [InlineData(int.MaxValue, 86_400)]
    public async Task A_server_is_never_asked_again_at_once_nor_left_alone_for_longer_than_a_day(int seconds, int expected)
    {
        await using var fake = await FakeTelegram.StartAsync();
        using var client = new TelegramClient(new() { Token = fake.Token, BaseUrl = fake.BaseUrl }, TimeProvider.System);
        fake.Faults.Next("getMe", new Fault.Refuse(BotApiException.TooMany(seconds)));

        var exception = await Assert.ThrowsAsync<TelegramApiException>(() => client.CallAsync(new GetMe(), CancellationToken.None));

        Assert.Equal(TimeSpan.FromSeconds(expected), exception.RetryAfter);
    }

    [Fact]
    public async Task A_refusal_that_repeats_the_token_is_scrubbed()
    {
        await using var fake = await FakeTelegram.StartAsync(Secret);
        fake.Faults.Next(null, Fault.Error(404, $"Not Found: /bot{Secret}/getMe"));
        using var client = new TelegramClient(new() { Token = Secret, BaseUrl = fake.BaseUrl }, TimeProvider.System);

        var exception = await Assert.ThrowsAsync<TelegramApiException>(() => client.CallAsync(new GetMe(), CancellationToken.None));

        Assert.DoesNotContain(Secret, exception.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal(404, exception.Code);
    }

    [Fact]
    public async Task The_secret_half_is_scrubbed_however_the_colon_is_written()
    {
        await using var fake = await FakeTelegram.StartAsync(Secret);
        fake.Faults.Next(null, Fault.Error(404, $"Not Found: /bot{Uri.EscapeDataString(Secret)}/getMe"));
        using var client = new TelegramClient(new() { Token = $" {Secret}\n", BaseUrl = fake.BaseUrl }, TimeProvider.System);

        var exception = await Assert.ThrowsAsync<TelegramApiException>(() => client.CallAsync(new GetMe(), CancellationToken.None));

        Assert.DoesNotContain("very-secret", exception.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Equal("test_bot", (await client.CallAsync(new GetMe(), CancellationToken.None)).Username);
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_and_holds_the_token_is_scrubbed()
    {
        await using var fake = await FakeTelegram.StartAsync(Secret);
        fake.Faults.Next("getMe", new Fault.Raw(200, "{\"/bot" + Secret + "/\":{\"id\":tru}}"));
        using var client = new TelegramClient(new() { Token = Secret, BaseUrl = fake.BaseUrl }, TimeProvider.System);

        var exception = await Assert.ThrowsAsync<TelegramApiException>(() => client.CallAsync(new GetMe(), CancellationToken.None));

        Assert.True(exception.IsUnreadable);
        Assert.DoesNotContain("very-secret", exception.ToString(), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_base_url_may_end_with_a_slash()
    {
        await using var fake = await FakeTelegram.StartAsync();
        using var client = new TelegramClient(new() { Token = fake.Token, BaseUrl = fake.BaseUrl + "/" }, TimeProvider.System);

        Assert.Equal("test_bot", (await client.CallAsync(new GetMe(), CancellationToken.None)).Username);
    }

    [Fact]
    public async Task Giving_up_is_a_cancellation_and_no_error()
    {
        await using var fake = await FakeTelegram.StartAsync();
        using var client = new TelegramClient(new() { Token = fake.Token, BaseUrl = fake.BaseUrl }, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        var poll = client.CallAsync(new GetUpdates(null, 100, 50, []), stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }

    [Fact]
    public void Options_have_their_documented_defaults_and_check_themselves()
    {
        var options = new TelegramOptions();
        Assert.Equal(("https://api.telegram.org", 50, 120, 30), (options.BaseUrl, options.PollTimeoutSeconds, options.WatchdogSeconds, options.RequestTimeoutSeconds));
        Assert.Equal((true, 30, 1000, 3000), (options.Preview, options.PreviewFirstCharacters, options.PreviewIntervalPrivateMilliseconds, options.PreviewIntervalGroupMilliseconds));
        Assert.Equal((1, 20, 24), (options.ChatMessagesPerSecond, options.GroupMessagesPerMinute, options.MessagesPerSecond));

        var problems = new List<ValidationResult>();
        options = new() { BaseUrl = "nonsense", PollTimeoutSeconds = 51 };
        Validator.TryValidateObject(options, new(options), problems, validateAllProperties: true);

        Assert.Equal(["BaseUrl", "PollTimeoutSeconds", "Token"], problems.SelectMany(static problem => problem.MemberNames).Order());
    }
}
