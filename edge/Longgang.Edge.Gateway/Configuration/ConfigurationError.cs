namespace Longgang.Edge.Gateway.Configuration;

/// <summary>One thing that is wrong with the configuration.</summary>
/// <param name="Key">Full key, e.g. <c>Uplink:Mqtt:Endpoint</c>.</param>
/// <param name="Source">Where its value comes from, for people: a file, an environment variable, an argument, or "not set".</param>
/// <param name="Problem">What is wrong and what would be right.</param>
public sealed record ConfigurationError(string Key, string Source, string Problem)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Key}: {Problem} [{Source}]";
}
