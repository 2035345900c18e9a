using System.Reflection;
using Bots.Sessions.Conformance;

namespace Bots.Sessions.Tests.Conformance;

/// <summary>Runs promises of the suite against a store by hand, to see whether they notice what is wrong with it.</summary>
internal static class PromiseRunner
{
    /// <summary>The names of the promises in <typeparamref name="TTests"/> that are not kept.</summary>
    public static async Task<IReadOnlyList<string>> FindBrokenAsync<TTests>() where TTests : IAsyncLifetime, new()
    {
        var broken = new List<string>();
        foreach (var promise in typeof(TTests).GetMethods().Where(static method => method.IsDefined(typeof(PromiseAttribute))))
        {
            if (!await IsKeptAsync<TTests>(promise)) broken.Add(promise.Name);
        }

        return broken;
    }

    private static async Task<bool> IsKeptAsync<TTests>(MethodInfo promise) where TTests : IAsyncLifetime, new()
    {
        var tests = new TTests();
        await tests.InitializeAsync();
        try
        {
            await (Task)promise.Invoke(tests, null)!;
            return true;
        }
        catch (Exception error) when (error is Xunit.Sdk.XunitException or InvalidOperationException or TargetInvocationException)
        {
            return false;
        }
        finally
        {
            await tests.DisposeAsync();
        }
    }
}
