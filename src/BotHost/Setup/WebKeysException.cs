namespace Bots.BotHost.Setup;

/// <summary>The web chat cannot sign its cookies.</summary>
internal sealed class WebKeysException(string message, Exception innerException) : Exception(message, innerException);
