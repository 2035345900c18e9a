namespace Bots.BotHost.Setup;

/// <summary>Where the host finds its configuration and keeps its data.</summary>
internal static class HostFolder
{
    /// <summary>The folder with appsettings.json: the working directory where it has one, else where the program lies.</summary>
    /// <remarks>Relative data paths are always relative to the working directory. The default configuration watcher would walk the
    /// whole folder at start and is off; settings are read once.</remarks>
    public static WebApplicationOptions Options(string[] args) => new()
    {
        Args = ["--hostBuilder:reloadConfigOnChange=false", .. args],
        ContentRootPath = File.Exists(Path.Combine(Environment.CurrentDirectory, "appsettings.json")) ? Environment.CurrentDirectory : AppContext.BaseDirectory,
    };
}
