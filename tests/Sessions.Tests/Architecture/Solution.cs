using System.Xml.Linq;

namespace Bots.Sessions.Tests.Architecture;

/// <summary>The solution as its project files tell it.</summary>
internal static class Solution
{
    public static string Root { get; } = FindRoot();

    public static IReadOnlyList<SolutionProject> Projects { get; } =
        [.. new[] { "src", "tests", "bench" }.Select(static folder => Path.Combine(Root, folder)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.csproj", SearchOption.AllDirectories)).Select(SolutionProject.Load)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Bots.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds Bots.sln.");
    }
}

/// <summary>One project file.</summary>
internal sealed record SolutionProject(string File, XElement Xml)
{
    public string Name => Path.GetFileNameWithoutExtension(File);

    public bool IsProduct => File.StartsWith(Path.Combine(Solution.Root, "src") + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    public IEnumerable<string> References => Included("ProjectReference").Select(static path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));

    public IEnumerable<string> Packages => Included("PackageReference");

    public static SolutionProject Load(string file) => new(file, XElement.Load(file));

    private IEnumerable<string> Included(string element) => Xml.Descendants(element).Select(static item => item.Attribute("Include")?.Value).OfType<string>();
}
