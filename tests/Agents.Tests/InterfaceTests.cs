using System.Reflection;
using Bots.Sessions;

namespace Bots.Agents.Tests;

public sealed class InterfaceTests
{
    public static TheoryData<Type> Interfaces => [.. All];

    private static IEnumerable<Type> All => new[] { typeof(ISessionStore).Assembly, typeof(IAgent).Assembly }.SelectMany(static assembly => assembly.GetExportedTypes()).Where(static type => type.IsInterface);

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void No_interface_has_more_than_five_members(Type type)
    {
        var members = type.GetMembers().Concat(type.GetInterfaces().SelectMany(static inherited => inherited.GetMembers()))
            .Where(static member => member is not MethodInfo { IsSpecialName: true }).Select(static member => member.Name).ToList();

        Assert.InRange(members.Count, 1, 5);
    }

    [Fact]
    public void The_interfaces_are_found() => Assert.Superset(new HashSet<Type> { typeof(ISessionStore), typeof(IAgent), typeof(ISessionState) }, All.ToHashSet());
}
