namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>The MQTT listener for devices (<c>Lan:Mqtt</c>).</summary>
public sealed class MqttLanOptions
{
    /// <summary>Address and port; port 0 takes a free one. Default 127.0.0.1:1884.</summary>
    public string Endpoint { get; set; } = "127.0.0.1:1884";

    /// <summary>Largest packet, bytes. A larger one is refused from its header, without being read into memory. Default 64 KiB, 1 KiB to 1 MiB.</summary>
    public int MaxPacketBytes { get; set; } = 64 << 10;

    /// <summary>
    /// Publications of a connection that may wait for durability at once; the box does not read on until one has ended.
    /// Default 32, 1 to 64 (the window within which sequences are recognised).
    /// </summary>
    public int MaxInFlight { get; set; } = 32;

    /// <summary>A connection that has not logged in by then is closed. Default 10 s, 1 to 60 s.</summary>
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Bytes that may wait for a device that does not read; beyond that it is disconnected. Default 256 KiB, 16 KiB to 16 MiB.</summary>
    public int MaxUnsentBytes { get; set; } = 256 << 10;
}
