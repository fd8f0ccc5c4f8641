using System.Net;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Load;

/// <summary>A measurement of acknowledged publications.</summary>
public sealed record LoadOptions
{
    public required IPEndPoint Endpoint { get; init; }

    public int Connections { get; init; } = 64;

    /// <summary>The size of a payload in bytes; a reading is never shorter than its JSON.</summary>
    public int Size { get; init; } = 100;

    /// <summary>The time that counts, after the warm-up.</summary>
    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The time before it.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Unacknowledged publications per connection.</summary>
    public int InFlight { get; init; } = 16;

    public MqttVersion Version { get; init; } = MqttVersion.V5;

    /// <summary><c>{device}</c> stands for the device id.</summary>
    public string TopicTemplate { get; init; } = "sensor/{device}/reading";

    /// <summary>The device ids when there is no devices file; <c>{n}</c> stands for the running number.</summary>
    public string DeviceTemplate { get; init; } = "sensor-{n}";

    /// <summary>The user name; <c>{device}</c> stands for the device id. Null for none.</summary>
    public string? User { get; init; } = "{device}";

    /// <summary>The password; <c>{device}</c> stands for the device id. Null for none.</summary>
    public string? Password { get; init; }

    /// <summary>A file of "device secret" lines; overrides the templates.</summary>
    public string? DevicesFile { get; init; }

    /// <summary>Connections opened a second.</summary>
    public int ConnectRate { get; init; } = 2000;

    /// <summary>The epoch of the sequences: a second run against the same box needs a higher one.</summary>
    public ulong Epoch { get; init; } = 1;
}
