using Microsoft.Extensions.Options;

namespace Longgang.Edge.Gateway.Configuration;

/// <summary>Runs the validators of the other parts before anything is started, so that their errors stand beside the gateway's own.</summary>
internal static class ForeignOptionsCheck
{
    /// <summary>Binds and validates what the other parts will bind, and returns everything that is wrong.</summary>
    public static IReadOnlyList<ConfigurationError> Run(IConfiguration configuration, ConfigurationReader reader)
    {
        var values = new Dictionary<string, string?>(
            configuration.AsEnumerable().Where(pair => pair.Value is not null), StringComparer.OrdinalIgnoreCase);
        var errors = new List<ConfigurationError>();
        while (true)
        {
            try
            {
                Validate(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
                return errors;
            }
            catch (OptionsValidationException e)
            {
                Take(e);
                return errors;
            }
            catch (AggregateException e) when (e.Flatten().InnerExceptions.All(inner => inner is OptionsValidationException))
            {
                foreach (OptionsValidationException inner in e.Flatten().InnerExceptions.Cast<OptionsValidationException>())
                {
                    Take(inner);
                }

                return errors;
            }
            catch (InvalidOperationException e) when (QuotedKey(e.Message) is { } key && values.Remove(key))
            {
                // "Failed to convert configuration value 'many' at 'Lan:Mqtt:MaxInFlight' to type 'System.Int32'.": the binder stops at the
                // first of its kind. Without that value it gets on to the next.
                errors.Add(new ConfigurationError(key, reader.SourceOf(key), e.InnerException?.Message ?? e.Message));
            }
        }

        void Take(OptionsValidationException e)
        {
            foreach (string failure in e.Failures)
            {
                // By convention a failure starts with its key.
                int space = failure.IndexOf(' ', StringComparison.Ordinal);
                string key = (space > 0 ? failure[..space] : failure).TrimEnd(':');
                errors.Add(new ConfigurationError(key, reader.SourceOf(key), space > 0 ? failure[(space + 1)..].TrimEnd('.') : failure));
            }
        }

        string? QuotedKey(string message) => message.Split('\'').FirstOrDefault(values.ContainsKey);
    }

    private static void Validate(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        PipelineComposition.Add(services, configuration);
        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetService<IStartupValidator>()?.Validate();
    }
}
