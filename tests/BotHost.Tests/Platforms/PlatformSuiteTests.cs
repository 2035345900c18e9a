using Bots.BotHost.Tests.Platforms.Groups;
using Bots.BotHost.Tests.Platforms.Telegram;
using Xunit.Sdk;

namespace Bots.BotHost.Tests.Platforms;

/// <summary>The suite notices a platform that breaks a promise.</summary>
public sealed class PlatformSuiteTests
{
    [Fact]
    public async Task A_group_whose_people_see_each_others_conversation_is_noticed() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => TryAsync(new Privacy(), static privacy => privacy.Two_people_in_one_group_have_separate_histories()));

    [Fact]
    public async Task A_bot_that_meddles_in_is_noticed() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => TryAsync(new Gating(), static gating => gating.Who_mentions_the_bot_is_answered_and_who_does_not_is_not()));

    [Fact]
    public async Task A_request_against_the_platforms_documents_is_noticed() =>
        await Assert.ThrowsAnyAsync<XunitException>(() => TryAsync(new Answers(), static answers => answers.The_session_is_named_by_platform_and_person_alone()));

    private static async Task TryAsync<T>(T group, Func<T, Task> promise) where T : IAsyncLifetime
    {
        await group.InitializeAsync();
        try
        {
            await promise(group);
        }
        finally
        {
            await group.DisposeAsync();
        }
    }

#pragma warning disable xUnit1000 // Run by these tests only, never by the runner.
    private sealed class Privacy : GroupPrivacyContract<SharedTelegram>;

    private sealed class Gating : GatingContract<OpenTelegram>;

    private sealed class Answers : AnswersContract<MisbehavingTelegram>;
#pragma warning restore xUnit1000

    private sealed class SharedTelegram : TelegramFixture
    {
        public override IReadOnlyList<string> Settings => [.. base.Settings, SharedByAll];
    }

    private sealed class OpenTelegram : TelegramFixture
    {
        public override IReadOnlyList<string> Settings => [.. base.Settings, .. WithoutMention];
    }

    private sealed class MisbehavingTelegram : TelegramFixture
    {
        public override async Task ConnectedAsync(string address)
        {
            await base.ConnectedAsync(address);
            using var client = new HttpClient();
            await client.PostAsync(new Uri($"{ServerAddress}/noSuchMethod"), null);
        }
    }
}
