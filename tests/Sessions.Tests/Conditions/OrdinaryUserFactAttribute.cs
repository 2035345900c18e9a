namespace Bots.Sessions.Tests.Conditions;

/// <summary>A fact about file permissions; skipped, visibly, for a user whom they do not bind.</summary>
public sealed class OrdinaryUserFactAttribute : FactAttribute
{
    public OrdinaryUserFactAttribute()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) Skip = "Permissions do not bind this user (or this system).";
    }
}
