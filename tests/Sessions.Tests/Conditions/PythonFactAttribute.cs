namespace Bots.Sessions.Tests.Conditions;

/// <summary>A fact that needs <c>python3</c>; skipped, visibly, where there is none.</summary>
public sealed class PythonFactAttribute : FactAttribute
{
    public PythonFactAttribute()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(static folder => File.Exists(Path.Combine(folder, "python3")))) Skip = "python3 is not on the PATH.";
    }
}
