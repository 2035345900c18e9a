using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;

namespace Bots.Sessions.Conformance;

/// <summary>Shows which groups of the suite each store is tested with, and how many promises it keeps, as a Markdown table.</summary>
public static partial class SuiteMatrix
{
    /// <summary>The table; a group that does not apply to a store has a dash there.</summary>
    /// <param name="tests">Where the test classes are.</param>
    /// <param name="stores">The columns: a name, and the fixture of the store.</param>
    public static string Render(Assembly tests, params (string Name, Type Fixture)[] stores)
    {
        ArgumentNullException.ThrowIfNull(tests);
        ArgumentNullException.ThrowIfNull(stores);
        var table = new StringBuilder().Append("| group | ").AppendJoin(" | ", stores.Select(static store => store.Name)).Append(" |\n|---|")
            .Append(string.Concat(Enumerable.Repeat(":-:|", stores.Length))).Append('\n');
        foreach (var group in SuiteCoverage.Groups().OrderBy(NameOf, StringComparer.Ordinal))
            table.Append("| ").Append(NameOf(group)).Append(" | ").AppendJoin(" | ", stores.Select(store => Cell(tests, group, store.Fixture))).Append(" |\n");
        return table.ToString();
    }

    private static string Cell(Assembly tests, Type group, Type fixture)
    {
        if (SuiteCoverage.TestClassesOf(tests, fixture).Find(test => SuiteCoverage.GroupOf(test) == group) is not { } test) return "–";
        var promises = test.GetMethods().Count(static method => method.IsDefined(typeof(PromiseAttribute)));
        var broken = test.GetCustomAttributes<DivergenceAttribute>().Count();
        return broken == 0 ? $"{promises}" : $"{promises - broken} of {promises}";
    }

    private static string NameOf(Type group) => Word().Replace(group.Name.Split('`')[0].Replace("Contract", "", StringComparison.Ordinal), " $1").TrimStart().ToLowerInvariant();

    [GeneratedRegex("([A-Z])")]
    private static partial Regex Word();
}
