using Bots.Fakes.ToolServer;
using ModelContextProtocol.Server;

await using var server = McpServer.Create(new StdioServerTransport("fake"), FakeTools.Options);
await server.RunAsync();
