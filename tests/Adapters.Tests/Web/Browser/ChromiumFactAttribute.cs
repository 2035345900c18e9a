namespace Bots.Adapters.Tests.Web.Browser;

/// <summary>A test in a real browser; skipped, visibly, where there is none.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ChromiumFactAttribute : FactAttribute
{
    public ChromiumFactAttribute()
    {
        if (Chromium.Executable is null) Skip = "No Chromium: install chromium, or name the program in CHROMIUM.";
    }
}
