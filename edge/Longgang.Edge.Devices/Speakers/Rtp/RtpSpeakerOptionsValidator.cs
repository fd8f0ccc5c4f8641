using System.Net;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>Validates <see cref="RtpSpeakerOptions"/>, every error at once.</summary>
public sealed class RtpSpeakerOptionsValidator : IValidateOptions<RtpSpeakerOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, RtpSpeakerOptions options)
    {
        var errors = new List<string>();
        if (options.MulticastTtl is < 1 or > 255)
        {
            errors.Add("Speakers:Rtp:MulticastTtl must be from 1 to 255.");
        }

        if (options.LocalAddress.Length > 0 && !IPAddress.TryParse(options.LocalAddress, out _))
        {
            errors.Add("Speakers:Rtp:LocalAddress must be an IP address of this box, or be left out.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
