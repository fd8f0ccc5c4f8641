namespace Longgang.Edge.Core.Quarantine;

/// <summary>Bounds of the quarantine (<c>Quarantine</c>).</summary>
public sealed class QuarantineOptions
{
    /// <summary>Directory, made when missing, mode 0700: the messages may name people. Default <c>quarantine</c> in the data directory.</summary>
    public string Directory { get; set; } = string.Empty;

    /// <summary>Bytes on disk in all; the oldest segment goes first. Default 8 MiB, 64 KiB to 1 GiB.</summary>
    public long LimitBytes { get; set; } = 8 << 20;

    /// <summary>Bytes kept of one message. Default 4096, 0 to 65,536.</summary>
    public int PayloadBytes { get; set; } = 4096;
}
