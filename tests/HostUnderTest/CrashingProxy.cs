using System.Reflection;

namespace Bots.HostUnderTest;

/// <summary>Stands before an interface and reaches a crash point before and after every call. Public only because the runtime derives from it.</summary>
public class CrashingProxy : DispatchProxy
{
    private static readonly MethodInfo After = typeof(CrashingProxy).GetMethod(nameof(AfterAsync), BindingFlags.NonPublic | BindingFlags.Static)!;
    private static readonly MethodInfo AfterAnswer = typeof(CrashingProxy).GetMethod(nameof(AfterAnswerAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

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
        var name = $"{_name}.{targetMethod!.Name}{DetailOf(args)}";
        CrashPoints.Reach($"before {name}");
        var answer = targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        if (targetMethod.ReturnType == typeof(ValueTask)) return After.Invoke(null, [answer, name]);
        return targetMethod.ReturnType is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>)
            ? AfterAnswer.MakeGenericMethod(type.GetGenericArguments()).Invoke(null, [answer, name])
            : answer;
    }

    /// <summary>Which change or outcome is noted: each is a step of its own.</summary>
    private static string DetailOf(object?[]? args) =>
        args?.FirstOrDefault(static arg => arg is Sessions.Delivery.InboxChange or Sessions.Delivery.DeliveryOutcome) is { } what ? $"({what.GetType().Name})" : "";

    private static async ValueTask AfterAsync(ValueTask call, string name)
    {
        await call;
        CrashPoints.Reach($"after {name}");
    }

    private static async ValueTask<T> AfterAnswerAsync<T>(ValueTask<T> call, string name)
    {
        var answer = await call;
        CrashPoints.Reach($"after {name}");
        return answer;
    }
}
