using Bots.BotHost.Setup;

return await BotProgram.RunAsync(args);
