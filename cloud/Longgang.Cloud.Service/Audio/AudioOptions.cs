namespace Longgang.Cloud.Service.Audio;

/// <summary>Recordings for announcements, section <c>Audio</c>.</summary>
public sealed class AudioOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Audio";

    /// <summary>Folder of the recordings; made when the first one comes. Replicas share one. Default <c>audio</c>.</summary>
    public string Folder { get; set; } = "audio";

    /// <summary>Largest recording in bytes, 64 KiB…32 MiB. Default 32 MiB, 17 minutes.</summary>
    public long MaxFileBytes { get; set; } = 32L * 1024 * 1024;

    /// <summary>Most bytes of all recordings together, 1 MiB…1 TiB. Default 4 GiB.</summary>
    public long MaxTotalBytes { get; set; } = 4L * 1024 * 1024 * 1024;
}
