using Bots.Sessions.Json;
using Bots.Sessions.Tests.Processes;

namespace Bots.Sessions.Tests.Json;

public sealed class JsonKilledHostTests() : KilledHostTests("json", "")
{
    protected override ISessionStore Open(string data) => new JsonSessionStore(new JsonSessionOptions { Directory = data });
}
