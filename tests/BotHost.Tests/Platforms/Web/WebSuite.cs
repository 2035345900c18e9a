using Bots.BotHost.Tests.Platforms.Groups;

namespace Bots.BotHost.Tests.Platforms.Web;

public sealed class WebAnswersTests : AnswersContract<WebFixture>;

public sealed class WebOrderTests : OrderContract<WebFixture>;

public sealed class WebStopTests : StopContract<WebFixture>;

public sealed class WebStreamTests : StreamContract<WebFixture>;

public sealed class WebLongAnswersTests : LongAnswersContract<WebFixture>;

public sealed class WebDeliveryTests : DeliveryContract<WebFixture>;

public sealed class WebIdempotentSendsTests : IdempotentSendsContract<WebFixture>;

public sealed class WebPrivacyTests : PrivacyContract<WebFixture>;

public sealed class WebAccessTests : AccessContract<WebFixture>;

public sealed class WebCommandsTests : CommandsContract<WebFixture>;

public sealed class WebMarkupTests : MarkupContract<WebFixture>;
