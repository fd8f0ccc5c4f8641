using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Api;

/// <summary>A recording.</summary>
/// <param name="Sha256">64 lower-case hex digits: its name.</param>
/// <param name="Bytes">Size of the file.</param>
/// <param name="MediaType">audio/wav.</param>
/// <param name="DurationSeconds">How long it plays.</param>
public sealed record AudioJson(string Sha256, long Bytes, string MediaType, double DurationSeconds)
{
    /// <summary>The JSON of a recording.</summary>
    public static AudioJson Of(AudioAsset asset) => new(asset.Sha256, asset.Bytes, asset.MediaType, asset.Duration.TotalSeconds);
}
