using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Mqtt;

/// <summary>Validates <see cref="MqttSpeakerOptions"/>.</summary>
public sealed class MqttSpeakerOptionsValidator : IValidateOptions<MqttSpeakerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, MqttSpeakerOptions options) =>
        options.AudioBaseAddress.Length == 0 || (Uri.TryCreate(options.AudioBaseAddress, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttp)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("Speakers:Mqtt:AudioBaseAddress must be an http address, e.g. http://192.168.1.1:8081, or be left out.");
}
