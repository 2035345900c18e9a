namespace Bots.Agents.Tests.Samples;

/// <summary>The documents show what is compiled: a code block below <c>&lt;!-- samples/X.cs --&gt;</c> stands in that file, line by line.</summary>
public sealed class SnippetTests
{
    private static readonly string Root = FindRoot();

    public static TheoryData<string> Documents => [.. Files];

    private static IEnumerable<string> Files => Directory.GetFiles(Path.Combine(Root, "docs"), "*.md").Append(Path.Combine(Root, "README.md")).Select(static path => Path.GetRelativePath(Root, path));

    [Theory]
    [MemberData(nameof(Documents))]
    public void A_snippet_stands_in_its_sample(string document)
    {
        foreach (var (file, snippet) in Snippets(document))
            Assert.True(Contains(Normalized(File.ReadAllLines(Path.Combine(Root, file))), snippet), $"{document} shows of {file} what does not stand there:\n{string.Join('\n', snippet)}");
    }

    [Fact]
    public void Every_sample_is_shown()
    {
        var shown = Files.SelectMany(Snippets).Select(static snippet => snippet.File).ToHashSet();

        var samples = Directory.GetFiles(Path.Combine(Root, "samples"), "*.cs").Where(static path => File.ReadAllText(path).Contains("RunAsync(SampleContext sample)", StringComparison.Ordinal));
        Assert.Empty(samples.Select(static path => $"samples/{Path.GetFileName(path)}").Except(shown));
    }

    [Fact]
    public void A_changed_line_is_noticed() => Assert.False(Contains(["a", "b", "c"], ["a", "c"]));

    private static IEnumerable<(string File, string[] Snippet)> Snippets(string document)
    {
        var lines = File.ReadAllLines(Path.Combine(Root, document));
        for (var at = 0; at < lines.Length; at++)
        {
            if (!lines[at].StartsWith("<!-- samples/", StringComparison.Ordinal)) continue;
            Assert.Equal("```csharp", lines[at + 1]);
            yield return (lines[at][5..^4], Normalized(lines.Skip(at + 2).TakeWhile(static line => line != "```")));
        }
    }

    private static bool Contains(string[] file, string[] snippet) =>
        snippet.Length > 0 && Enumerable.Range(0, Math.Max(0, file.Length - snippet.Length + 1)).Any(start => file.AsSpan(start, snippet.Length).SequenceEqual(snippet));

    // Samples are indented by their class and method; nothing else may differ.
    private static string[] Normalized(IEnumerable<string> lines)
    {
        var all = lines.ToList();
        var body = all.Exists(static line => line == "{");
        return [.. all.Select(line => body && line.StartsWith("        ", StringComparison.Ordinal) ? line[8..] : line).Select(static line => line.TrimEnd())];
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            if (File.Exists(Path.Combine(folder.FullName, "Bots.sln")))
                return folder.FullName;
        throw new InvalidOperationException("The tests do not run within the repository.");
    }
}
