using Bots.BotHost.Tests.Platforms.Groups;

namespace Bots.BotHost.Tests.Platforms.Telegram;

public sealed class TelegramAnswersTests : AnswersContract<TelegramFixture>;

public sealed class TelegramOrderTests : OrderContract<TelegramFixture>;

public sealed class TelegramStopTests : StopContract<TelegramFixture>;

public sealed class TelegramStreamTests : StreamContract<TelegramFixture>;

public sealed class TelegramLongAnswersTests : LongAnswersContract<TelegramFixture>;

public sealed class TelegramLongAnswerFilesTests : LongAnswerFilesContract<TelegramFixture>;

public sealed class TelegramDeliveryTests : DeliveryContract<TelegramFixture>;

public sealed class TelegramRefusalsTests : RefusalsContract<TelegramFixture>;

public sealed class TelegramPrivacyTests : PrivacyContract<TelegramFixture>;

public sealed class TelegramGroupPrivacyTests : GroupPrivacyContract<TelegramFixture>;

public sealed class TelegramSharedGroupTests : SharedGroupContract<TelegramFixture>;

public sealed class TelegramGatingTests : GatingContract<TelegramFixture>;

public sealed class TelegramOpenGroupTests : OpenGroupContract<TelegramFixture>;

public sealed class TelegramThreadsTests : ThreadsContract<TelegramFixture>;

public sealed class TelegramAccessTests : AccessContract<TelegramFixture>;

public sealed class TelegramCommandsTests : CommandsContract<TelegramFixture>;

public sealed class TelegramMenusTests : MenusContract<TelegramFixture>;

public sealed class TelegramButtonsTests : ButtonsContract<TelegramFixture>;

public sealed class TelegramGroupButtonsTests : GroupButtonsContract<TelegramFixture>;

public sealed class TelegramEditsTests : EditsContract<TelegramFixture>;

public sealed class TelegramFilesTests : FilesContract<TelegramFixture>;

public sealed class TelegramMarkupTests : MarkupContract<TelegramFixture>;
