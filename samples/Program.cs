using Bots.Samples;

return await SampleProgram.RunAsync(args, Environment.GetEnvironmentVariable);
