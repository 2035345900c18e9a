namespace Bots.Agents.Models;

/// <summary>A model server answered, but not with an answer.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="body">The beginning of what it said, without the key.</param>
/// <param name="retryAfter">How long it asks to wait.</param>
internal sealed class ModelHttpException(int status, string body, TimeSpan? retryAfter = null) : Exception($"HTTP {status}: {body}")
{
    public int Status => status;

    public string Body => body;

    public TimeSpan? RetryAfter => retryAfter;
}
