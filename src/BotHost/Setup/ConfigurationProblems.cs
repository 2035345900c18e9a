using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Setup;

/// <summary>Everything that is wrong with the configuration, told at once.</summary>
internal sealed class ConfigurationProblems
{
    private readonly List<string> _problems = [];
    private readonly HashSet<Type> _checked = [];

    public void Add(string problem) => _problems.Add(problem);

    /// <summary>Reads a section and checks it; null when a value cannot be read. What is wrong is noted with its key.</summary>
    public object? Bind(IConfigurationSection section, Type type)
    {
        _checked.Add(type);
        var unreadable = TakeUnreadable(section, type);
        var options = section.Get(type) ?? Activator.CreateInstance(type)!;
        var failures = new List<ValidationResult>();
        Validator.TryValidateObject(options, new(options), failures, validateAllProperties: true);
        // What was taken out is told already.
        foreach (var failure in failures.Where(failure => !failure.MemberNames.Any(unreadable.Contains))) Add(Named(section, failure));
        return unreadable.Count == 0 ? options : null;
    }

    /// <summary>Notes every value that is not of its type and takes it out, so that the rest can be checked; returns their names.</summary>
    private HashSet<string> TakeUnreadable(IConfigurationSection section, Type type)
    {
        var unreadable = new HashSet<string>(StringComparer.Ordinal);
        foreach (var property in type.GetProperties().Where(static property => property.CanWrite))
        {
            if (section[property.Name] is not { Length: > 0 } value) continue;
            var wanted = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            var converter = TypeDescriptor.GetConverter(wanted);
            if (!converter.CanConvertFrom(typeof(string)) || IsReadable(converter, value)) continue;
            Add($"{section.Path}:{property.Name} is \"{value}\"; {Expected(wanted)}.");
            section[property.Name] = null;
            unreadable.Add(property.Name);
        }

        return unreadable;
    }

    private static bool IsReadable(TypeConverter converter, string value)
    {
        try
        {
            converter.ConvertFromInvariantString(value);
            return true;
        }
        catch (Exception exception) when (exception is FormatException or ArgumentException or OverflowException or NotSupportedException)
        {
            return false;
        }
    }

    private static string Expected(Type type) => type switch
    {
        { IsEnum: true } => $"set it to one of: {string.Join(", ", Enum.GetNames(type))}",
        _ when type == typeof(TimeSpan) => "write a time as hours:minutes:seconds, for example 00:05:00",
        _ when type == typeof(bool) => "write true or false",
        _ => "write a number",
    };

    /// <summary>All problems, those of the validated options included; empty when the host may start.</summary>
    public IReadOnlyList<string> Collect(IServiceProvider services)
    {
        try
        {
            services.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException exception)
        {
            Add(exception);
        }
        catch (AggregateException exception)
        {
            foreach (var inner in exception.InnerExceptions.OfType<OptionsValidationException>()) Add(inner);
        }
        catch (InvalidOperationException unreadable) when (_problems.Count > 0 || unreadable.Message.StartsWith("Failed to convert", StringComparison.Ordinal))
        {
            Add(unreadable.Message);
        }

        return [.. _problems.Distinct()];
    }

    private void Add(OptionsValidationException exception)
    {
        // Sections that Bind has read are reported by it, with their keys.
        if (!_checked.Contains(exception.OptionsType)) _problems.AddRange(exception.Failures);
    }

    private static string Named(IConfigurationSection section, ValidationResult failure) =>
        failure.ErrorMessage!.Contains(section.Path, StringComparison.Ordinal) ? failure.ErrorMessage
            : $"{section.Path}:{string.Join(", ", failure.MemberNames)}: {failure.ErrorMessage}";
}
