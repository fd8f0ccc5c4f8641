using Longgang.Cloud.Service.Broker.External;
using Longgang.Cloud.Service.Hosting;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Broker;

/// <summary>Checks <see cref="BrokerOptions"/> and the file that they name, all errors at once.</summary>
public sealed class BrokerOptionsValidator : IValidateOptions<BrokerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, BrokerOptions options)
    {
        var errors = new List<string>();
        switch (options.Kind)
        {
            case BrokerKind.Embedded:
                if (EndpointText.FindProblem($"{BrokerOptions.Section}:Endpoint", options.Endpoint) is { } problem)
                {
                    errors.Add(problem);
                }

                break;
            case BrokerKind.External:
                errors.AddRange(ExternalBrokerOptionsCheck.FindProblems(options.External));
                break;
            default:
                errors.Add($"{BrokerOptions.Section}:Kind {options.Kind} must be embedded or external.");
                break;
        }

        if (options.MaxPacketBytes is < 16 * 1024 or > 16 * 1024 * 1024)
        {
            errors.Add($"{BrokerOptions.Section}:MaxPacketBytes {options.MaxPacketBytes} must be 16384…16777216.");
        }

        if (options.ReloadInterval < TimeSpan.FromMilliseconds(100) || options.ReloadInterval > TimeSpan.FromMinutes(10))
        {
            errors.Add($"{BrokerOptions.Section}:ReloadInterval {options.ReloadInterval} must be 00:00:00.100…00:10:00.");
        }

        if (options.GatewaysFile.Length == 0)
        {
            errors.Add($"{BrokerOptions.Section}:GatewaysFile is missing: name the file with the boxes' credentials.");
        }
        else
        {
            GatewaysFile.Read(options.GatewaysFile, out List<string> fileErrors);
            errors.AddRange(fileErrors.Select(error => $"{BrokerOptions.Section}:GatewaysFile {error}"));
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
