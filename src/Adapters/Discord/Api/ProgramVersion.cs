using System.Reflection;

namespace Bots.Adapters.Discord.Api;

/// <summary>Who is asking, for the user agent that Discord demands (reference, user agent).</summary>
internal static class ProgramVersion
{
    // Reserved by RFC 6761: it can never be somebody else's.
    private const string NoAddress = "https://bots.invalid";

    /// <summary>The version of the program, for example <c>1.0.0</c>.</summary>
    public static string Of(Assembly assembly) => assembly.GetName().Version?.ToString(3) ?? "1.0.0";

    /// <summary>The address of the project that the program was built from, when the build was given one (<c>RepositoryUrl</c>).</summary>
    public static string AddressOf(Assembly assembly) =>
        assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(static fact => fact.Key == "RepositoryUrl")?.Value is { Length: > 0 } url ? url : NoAddress;
}
