namespace Bots.Sessions.Tests.Conditions;

/// <summary>A fact that needs <c>/dev/full</c>, the device that never has room; skipped, visibly, where there is none.</summary>
public sealed class FullDiskFactAttribute : FactAttribute
{
    public FullDiskFactAttribute()
    {
        if (!File.Exists("/dev/full")) Skip = "This system has no /dev/full.";
    }
}
