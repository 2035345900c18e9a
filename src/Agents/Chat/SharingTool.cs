using System.ComponentModel;
using Microsoft.Extensions.AI;

namespace Bots.Agents.Chat;

/// <summary>The tool by which an agent notes something for the others. Notes are added to what is there, so that agents at work side by side lose nothing.</summary>
internal static class SharingTool
{
    public const string Name = "share";

    public static AIFunction Over(SharedState shared) => AIFunctionFactory.Create(
        async ([Description("What the note is about, in a word or two.")] string topic, [Description("The note.")] string note, CancellationToken cancellationToken) =>
        {
            await shared.UpdateTextAsync(topic, before => string.IsNullOrEmpty(before) ? note : $"{before}\n{note}", cancellationToken);
            return "Noted for all agents of this session.";
        },
        Name, "Notes something that all agents of this session are told from now on. Notes about the same topic are added to each other.");
}
