using Bots.BotHost.Tests.Platforms.Groups;

namespace Bots.BotHost.Tests.Platforms.Discord;

public sealed class DiscordAnswersTests : AnswersContract<DiscordFixture>;

public sealed class DiscordOrderTests : OrderContract<DiscordFixture>;

public sealed class DiscordStopTests : StopContract<DiscordFixture>;

public sealed class DiscordStreamTests : StreamContract<DiscordFixture>;

public sealed class DiscordLongAnswersTests : LongAnswersContract<DiscordFixture>;

public sealed class DiscordLongAnswerFilesTests : LongAnswerFilesContract<DiscordFixture>;

public sealed class DiscordDeliveryTests : DeliveryContract<DiscordFixture>;

public sealed class DiscordIdempotentSendsTests : IdempotentSendsContract<DiscordFixture>;

public sealed class DiscordRefusalsTests : RefusalsContract<DiscordFixture>;

public sealed class DiscordPrivacyTests : PrivacyContract<DiscordFixture>;

public sealed class DiscordGroupPrivacyTests : GroupPrivacyContract<DiscordFixture>;

public sealed class DiscordSharedGroupTests : SharedGroupContract<DiscordFixture>;

public sealed class DiscordGatingTests : GatingContract<DiscordFixture>;

public sealed class DiscordOpenGroupTests : OpenGroupContract<DiscordFixture>;

public sealed class DiscordThreadsTests : ThreadsContract<DiscordFixture>;

public sealed class DiscordAccessTests : AccessContract<DiscordFixture>;

public sealed class DiscordCommandsTests : CommandsContract<DiscordFixture>;

public sealed class DiscordMenusTests : MenusContract<DiscordFixture>;

public sealed class DiscordButtonsTests : ButtonsContract<DiscordFixture>;

public sealed class DiscordGroupButtonsTests : GroupButtonsContract<DiscordFixture>;

public sealed class DiscordEditsTests : EditsContract<DiscordFixture>;

public sealed class DiscordFilesTests : FilesContract<DiscordFixture>;

public sealed class DiscordMarkupTests : MarkupContract<DiscordFixture>;
