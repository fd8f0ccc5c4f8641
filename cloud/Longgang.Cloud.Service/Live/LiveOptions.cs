namespace Longgang.Cloud.Service.Live;

/// <summary>The live stream, section <c>Live</c>.</summary>
public sealed class LiveOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Live";

    /// <summary>Messages that may wait for one listener, 16…65536. Default 1024. A slower listener is dropped and resumes.</summary>
    public int ListenerQueue { get; set; } = 1024;

    /// <summary>Listeners at a time, 1…100000. Default 1000.</summary>
    public int MaxListeners { get; set; } = 1000;

    /// <summary>Time between two heartbeats, 1 s…5 min. Default 15 s.</summary>
    public TimeSpan Heartbeat { get; set; } = TimeSpan.FromSeconds(15);
}
