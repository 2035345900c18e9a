using Microsoft.Extensions.Options;

namespace Bots.BotHost.Setup;

/// <summary>Everything that is wrong with the configuration, told at once.</summary>
internal sealed class ConfigurationProblems
{
    private readonly List<string> _problems = [];

    public void Add(string problem) => _problems.Add(problem);

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
