using System.Collections.Concurrent;
using System.Reflection;
using Bots.BotHost.Stores;
using Bots.Sessions;

namespace Bots.BotHost.Tests;

/// <summary>A store that fails on demand: everything, or only what writes (a full disk).</summary>
internal sealed class FaultyStores
{
    /// <summary>Every call fails.</summary>
    public bool IsDown { get; set; }

    /// <summary>Calls that write fail.</summary>
    public bool IsFull { get; set; }

    /// <summary>Calls that write much fail; a lease still fits.</summary>
    public bool IsTight { get; set; }

    /// <summary>The method whose next call fails as no store should.</summary>
    public string? Surprise { get; set; }

    /// <summary>The calls that failed so far, by method.</summary>
    public ConcurrentQueue<string> Failures { get; } = [];

    /// <summary>The calls that were made so far, by method.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    public DeliveryStores Around(DeliveryStores inner) =>
        new(inner.Sessions, Wrap(inner.Turns), Wrap(inner.Inbox), Wrap(inner.Outbox), Wrap(inner.Aliases));

    private T Wrap<T>(T inner) where T : class
    {
        var proxy = DispatchProxy.Create<T, Proxy>();
        ((Proxy)(object)proxy).Set(this, inner);
        return proxy;
    }

    private void Check(string method)
    {
        Calls.Enqueue(method);
        if (method == Surprise)
        {
            Surprise = null;
            throw new InvalidOperationException("Nobody thought of this.");
        }

        var reads = method is "PendingAsync" or "ListAsync" or "ListParkedAsync" or "ResolveAsync";
        var small = reads || method is "ClaimAsync";
        if (!IsDown && (!IsFull || reads) && (!IsTight || small)) return;
        Failures.Enqueue(method);
        throw new SessionStoreException("The disk that holds everything is full.") { IsTransient = true };
    }

    /// <summary>Not sealed: the runtime derives from it.</summary>
#pragma warning disable CA1852
    internal class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        private FaultyStores _faults = null!;
        private object _inner = null!;

        internal void Set(FaultyStores faults, object inner) => (_faults, _inner) = (faults, inner);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            _faults.Check(targetMethod!.Name);
            return targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
        }
    }
}
