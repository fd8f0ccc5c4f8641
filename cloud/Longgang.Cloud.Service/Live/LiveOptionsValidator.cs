using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Live;

/// <summary>Checks <see cref="LiveOptions"/>, all errors at once.</summary>
public sealed class LiveOptionsValidator : IValidateOptions<LiveOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, LiveOptions options)
    {
        var errors = new List<string>();
        if (options.ListenerQueue is < 16 or > 65536)
        {
            errors.Add($"{LiveOptions.Section}:ListenerQueue {options.ListenerQueue} must be 16…65536.");
        }

        if (options.MaxListeners is < 1 or > 100_000)
        {
            errors.Add($"{LiveOptions.Section}:MaxListeners {options.MaxListeners} must be 1…100000.");
        }

        if (options.Heartbeat < TimeSpan.FromSeconds(1) || options.Heartbeat > TimeSpan.FromMinutes(5))
        {
            errors.Add($"{LiveOptions.Section}:Heartbeat {options.Heartbeat} must be 00:00:01…00:05:00.");
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
