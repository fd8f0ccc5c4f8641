using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Lan.Http;

/// <summary>Validates <see cref="HttpLanOptions"/>, every error at once.</summary>
public sealed class HttpLanOptionsValidator : IValidateOptions<HttpLanOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, HttpLanOptions options)
    {
        var errors = new List<string>();
        if (!EndpointText.TryParse(options.Endpoint, out _))
        {
            errors.Add("Lan:Http:Endpoint must be address:port, e.g. 0.0.0.0:8081.");
        }

        if (options.MaxBodyBytes is < 1024 or > 16 << 20)
        {
            errors.Add("Lan:Http:MaxBodyBytes must be from 1024 to 16777216.");
        }

        if (options.MaxMessageBytes is < 1024 or > 1 << 20)
        {
            errors.Add("Lan:Http:MaxMessageBytes must be from 1024 to 1048576.");
        }

        foreach ((string key, TimeSpan value) in (ReadOnlySpan<(string, TimeSpan)>)[("RetryAfterFull", options.RetryAfterFull), ("RetryAfterFault", options.RetryAfterFault)])
        {
            if (value < TimeSpan.FromSeconds(1) || value > TimeSpan.FromHours(1))
            {
                errors.Add($"Lan:Http:{key} must be from 1 s to 1 h.");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
