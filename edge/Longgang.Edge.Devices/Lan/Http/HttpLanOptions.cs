namespace Longgang.Edge.Devices.Lan.Http;

/// <summary>The HTTP listener for devices (<c>Lan:Http</c>).</summary>
public sealed class HttpLanOptions
{
    /// <summary>Address and port; port 0 takes a free one. Default 127.0.0.1:8081.</summary>
    public string Endpoint { get; set; } = "127.0.0.1:8081";

    /// <summary>Largest request body, bytes. Default 1 MiB, 1 KiB to 16 MiB.</summary>
    public int MaxBodyBytes { get; set; } = 1 << 20;

    /// <summary>Largest single message in a request, bytes. Default 64 KiB as over MQTT, 1 KiB to 1 MiB.</summary>
    public int MaxMessageBytes { get; set; } = 64 << 10;

    /// <summary>What <c>Retry-After</c> says when the box is full. Default 30 s, 1 s to 1 h.</summary>
    public TimeSpan RetryAfterFull { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>What <c>Retry-After</c> says when the store failed. Default 2 s, 1 s to 1 h.</summary>
    public TimeSpan RetryAfterFault { get; set; } = TimeSpan.FromSeconds(2);
}
