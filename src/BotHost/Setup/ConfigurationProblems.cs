using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Setup;

/// <summary>Everything that is wrong with the configuration, told at once.</summary>
internal sealed class ConfigurationProblems
{
    private readonly List<string> _problems = [];
    private readonly HashSet<Type> _checked = [];

    public void Add(string problem) => _problems.Add(problem);

    /// <summary>Reads a section and checks it; null when it cannot be read. What is wrong is noted with its key.</summary>
    public object? Bind(IConfigurationSection section, Type type)
    {
        _checked.Add(type);
        try
        {
            var options = section.Get(type) ?? Activator.CreateInstance(type)!;
            var failures = new List<ValidationResult>();
            Validator.TryValidateObject(options, new(options), failures, validateAllProperties: true);
            foreach (var failure in failures) Add(Named(section, failure));
            return options;
        }
        catch (InvalidOperationException unreadable)
        {
            // The binder names the key and the wanted type; the value itself may be a secret and stands in no inner message we print.
            Add(unreadable.Message);
            return null;
        }
    }

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
