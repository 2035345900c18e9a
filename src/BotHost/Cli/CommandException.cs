namespace Bots.BotHost.Cli;

/// <summary>A command could not do its work; the message is for the operator.</summary>
internal sealed class CommandException(string message) : Exception(message);
