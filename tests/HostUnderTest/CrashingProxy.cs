using System.Reflection;

namespace Bots.HostUnderTest;

/// <summary>Stands before an interface and reaches a crash point with every call. Public only because the runtime derives from it.</summary>
public class CrashingProxy : DispatchProxy
{
    private object? _inner;
    private string _name = "";

    internal static T Around<T>(T inner) where T : class
    {
        var proxy = Create<T, CrashingProxy>();
        ((CrashingProxy)(object)proxy)._inner = inner;
        ((CrashingProxy)(object)proxy)._name = typeof(T).Name;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        CrashPoints.Reach($"{_name}.{targetMethod!.Name}");
        return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}
