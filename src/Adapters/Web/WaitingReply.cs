namespace Bots.Adapters.Web;

/// <summary>A reply on its way to the tabs, waiting for the first one to say that it shows it.</summary>
internal sealed class WaitingReply(long id, WebEvent item)
{
    private readonly TaskCompletionSource _receipt = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Id => id;

    public WebEvent Event => item;

    public void Acknowledge() => _receipt.TrySetResult();

    /// <summary>True once a tab shows it; false when none does in the time a slow line needs for it.</summary>
    public async Task<bool> WaitAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            await _receipt.Task.WaitAsync(TimeSpan.FromSeconds(15 + (item.Data.Length / 20_000)), time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
