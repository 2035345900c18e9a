using System.Globalization;
using System.Text;

namespace Bots.BotHost.Telemetry;

/// <summary>The words of Prometheus' text format, version 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    public static string NameOf(string instrument, string? unit) => instrument.Replace('.', '_') + (unit == "s" ? "_seconds" : "");

    public static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = "";
        foreach (var (key, value) in tags) labels = With(labels, key, Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return labels;
    }

    public static string With(string labels, string name, string value) => $"{labels}{(labels.Length > 0 ? "," : "")}{name}=\"{Escaped(value)}\"";

    public static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    public static void Header(StringBuilder text, string name, string? help, string type) =>
        text.Append("# HELP ").Append(name).Append(' ').Append(help).Append('\n').Append("# TYPE ").Append(name).Append(' ').Append(type).Append('\n');

    public static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Escaped(string value) => value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
