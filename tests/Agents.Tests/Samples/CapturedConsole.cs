using System.Text;

namespace Bots.Agents.Tests.Samples;

/// <summary>What a program wrote to the console, while others run beside it.</summary>
internal static class CapturedConsole
{
    private static readonly AsyncLocal<StringWriter?> Mine = new();

    static CapturedConsole()
    {
        Console.SetOut(new Router(Console.Out));
        Console.SetError(new Router(Console.Error));
    }

    public static async Task<(int Code, string Output)> RunAsync(Func<Task<int>> program)
    {
        var output = Mine.Value = new();
        return (await program(), output.ToString());
    }

    private sealed class Router(TextWriter otherwise) : TextWriter
    {
        public override Encoding Encoding => otherwise.Encoding;

        private TextWriter Target => Mine.Value ?? otherwise;

        public override void Write(char value) => Target.Write(value);

        public override void Write(string? value) => Target.Write(value);

        public override void Write(char[] buffer, int index, int count) => Target.Write(buffer, index, count);
    }
}
