using System.Reflection;
using Bots.Adapters;

namespace Bots.BotHost.Tests;

public sealed class InterfaceTests
{
    public static TheoryData<Type> Interfaces => [.. typeof(IPlatformAdapter).Assembly.GetExportedTypes().Where(static type => type.IsInterface)];

    [Theory]
    [MemberData(nameof(Interfaces))]
    public void No_interface_of_the_adapters_has_more_than_five_members(Type type)
    {
        var members = type.GetMembers().Concat(type.GetInterfaces().Where(static inherited => inherited.Namespace!.StartsWith("Bots.", StringComparison.Ordinal)).SelectMany(static inherited => inherited.GetMembers()))
            .Where(static member => member is not MethodInfo { IsSpecialName: true }).ToList();

        Assert.InRange(members.Count, 1, 5);
    }
}
