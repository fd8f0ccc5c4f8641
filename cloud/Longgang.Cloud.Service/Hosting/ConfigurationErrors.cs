using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Hosting;

/// <summary>Tells errors of the configuration from errors of the program.</summary>
public static class ConfigurationErrors
{
    /// <summary>Every error that the exception carries, one a line; null when it is not about the configuration.</summary>
    public static IReadOnlyList<string>? Of(Exception exception) => exception switch
    {
        ConfigurationErrorException e => [e.Message],
        OptionsValidationException e => [.. e.Failures],
        AggregateException { InnerExceptions: var inner } when inner.All(e => Of(e) is not null) => [.. inner.SelectMany(e => Of(e)!)],

        // The binder names the key: "Failed to convert configuration value 'x' at 'Ingest:GroupEvents' …".
        InvalidOperationException { Message: var message } when message.StartsWith("Failed to convert configuration value", StringComparison.Ordinal) => [message],
        _ => null,
    };
}
