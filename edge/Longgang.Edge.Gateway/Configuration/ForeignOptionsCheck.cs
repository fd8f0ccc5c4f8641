using Microsoft.Extensions.Options;

namespace Longgang.Edge.Gateway.Configuration;

/// <summary>Runs the validators of the other parts before anything is started, so that their errors stand beside the gateway's own.</summary>
internal static class ForeignOptionsCheck
{
    public static IReadOnlyList<ConfigurationError> Run(IConfiguration configuration, ConfigurationReader reader)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        PipelineComposition.Add(services, configuration);
        using ServiceProvider provider = services.BuildServiceProvider();
        var errors = new List<ConfigurationError>();
        try
        {
            provider.GetService<IStartupValidator>()?.Validate();
        }
        catch (OptionsValidationException e)
        {
            Take(e);
        }
        catch (AggregateException e)
        {
            foreach (Exception inner in e.Flatten().InnerExceptions)
            {
                if (inner is not OptionsValidationException wrong)
                {
                    throw;
                }

                Take(wrong);
            }
        }
        catch (InvalidOperationException e)
        {
            // The binder: "Failed to convert configuration value at 'Lan:Mqtt:MaxInFlight' to type 'System.Int32'."
            string key = e.Message.Split('\'') is [_, var quoted, ..] ? quoted : "(unknown)";
            errors.Add(new ConfigurationError(key, reader.SourceOf(key), e.InnerException?.Message ?? e.Message));
        }

        return errors;

        void Take(OptionsValidationException e)
        {
            foreach (string failure in e.Failures)
            {
                // By convention a failure starts with its key.
                int space = failure.IndexOf(' ', StringComparison.Ordinal);
                string key = space > 0 ? failure[..space] : failure;
                errors.Add(new ConfigurationError(key, reader.SourceOf(key), space > 0 ? failure[(space + 1)..].TrimEnd('.') : failure));
            }
        }
    }
}
