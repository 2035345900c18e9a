using Bots.BotHost.Setup;
using Bots.HostUnderTest;

// The real host, with nothing changed but a place to die at.
return await BotProgram.RunAsync(args, CrashPoints.Install);
