using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>Validates <see cref="MqttLanOptions"/>, every error at once.</summary>
public sealed class MqttLanOptionsValidator : IValidateOptions<MqttLanOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MqttLanOptions options)
    {
        var errors = new List<string>();
        if (!EndpointText.TryParse(options.Endpoint, out _))
        {
            errors.Add("Lan:Mqtt:Endpoint must be address:port, e.g. 0.0.0.0:1884.");
        }

        if (options.MaxPacketBytes is < 1024 or > 1 << 20)
        {
            errors.Add("Lan:Mqtt:MaxPacketBytes must be from 1024 to 1048576.");
        }

        if (options.MaxInFlight is < 1 or > 64)
        {
            errors.Add("Lan:Mqtt:MaxInFlight must be from 1 to 64.");
        }

        if (options.LoginTimeout < TimeSpan.FromSeconds(1) || options.LoginTimeout > TimeSpan.FromSeconds(60))
        {
            errors.Add("Lan:Mqtt:LoginTimeout must be from 1 to 60 s.");
        }

        if (options.MaxUnsentBytes is < 16 << 10 or > 16 << 20)
        {
            errors.Add("Lan:Mqtt:MaxUnsentBytes must be from 16384 to 16777216.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
