using System.Reflection;
using Bots.Sessions;
using Bots.Sessions.Memory;

namespace Bots.Agents.Tests.Chat;

/// <summary>A store in memory that lets a test fail any call, or do something after it.</summary>
internal sealed class UnsteadyStore : ISessionStore, ICapabilitySource
{
    private readonly MemorySessionStore _inner = new();

    /// <summary>Told every call's name and arguments before it is made; may throw.</summary>
    public Action<string, object?[]> Before { get; set; } = static (_, _) => { };

    /// <summary>Told every call's name once it is made.</summary>
    public Action<string> After { get; set; } = static _ => { };

    public TCapability? FindCapability<TCapability>()
        where TCapability : class => _inner.FindCapability<TCapability>() is { } inner ? Watched(inner) : null;

    public ValueTask<bool> AddMessageAsync(string sessionId, string role, string content, MessageMetadata? metadata = null, CancellationToken cancellationToken = default) =>
        Watched<ISessionStore>(_inner).AddMessageAsync(sessionId, role, content, metadata, cancellationToken);

    public ValueTask<IReadOnlyList<SessionMessage>> GetChatHistoryAsync(string sessionId, int? maxMessages = null, CancellationToken cancellationToken = default) =>
        Watched<ISessionStore>(_inner).GetChatHistoryAsync(sessionId, maxMessages, cancellationToken);

    public ValueTask<bool> ClearSessionAsync(string sessionId, CancellationToken cancellationToken = default) => Watched<ISessionStore>(_inner).ClearSessionAsync(sessionId, cancellationToken);

    public ValueTask<bool> DeleteSessionAsync(string sessionId, CancellationToken cancellationToken = default) => Watched<ISessionStore>(_inner).DeleteSessionAsync(sessionId, cancellationToken);

    public ValueTask<bool> SessionExistsAsync(string sessionId, CancellationToken cancellationToken = default) => Watched<ISessionStore>(_inner).SessionExistsAsync(sessionId, cancellationToken);

    private T Watched<T>(T inner)
        where T : class
    {
        var proxy = DispatchProxy.Create<T, Watch>();
        (((Watch)(object)proxy).Inner, ((Watch)(object)proxy).Store) = (inner, this);
        return proxy;
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "Proxies are derived from it at run time.")]
    internal class Watch : DispatchProxy
    {
        public object Inner { get; set; } = null!;

        public UnsteadyStore Store { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Store.Before(targetMethod!.Name, args ?? []);
            // What is kept in memory is done when the call returns.
            var answer = targetMethod.Invoke(Inner, BindingFlags.DoNotWrapExceptions, null, args, null);
            Store.After(targetMethod.Name);
            return answer;
        }
    }
}
