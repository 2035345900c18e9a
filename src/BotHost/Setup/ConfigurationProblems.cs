using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Bots.BotHost.Setup;

/// <summary>Everything that is wrong with the configuration, told at once.</summary>
internal sealed class ConfigurationProblems
{
    private readonly List<string> _problems = [];

    public void Add(string problem) => _problems.Add(problem);

    /// <summary>Reads a section and checks it; null when it cannot be read. What is wrong is noted with its key.</summary>
    public object? Bind(IConfigurationSection section, Type type)
    {
        try
        {
            var options = section.Get(type) ?? Activator.CreateInstance(type)!;
            var failures = new List<ValidationResult>();
            Validator.TryValidateObject(options, new(options), failures, validateAllProperties: true);
            foreach (var failure in failures) Add($"{section.Path}: {failure.ErrorMessage}");
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
            _problems.AddRange(exception.Failures);
        }
        catch (AggregateException exception)
        {
            _problems.AddRange(exception.InnerExceptions.OfType<OptionsValidationException>().SelectMany(static inner => inner.Failures));
        }

        return [.. _problems.Distinct()];
    }
}
