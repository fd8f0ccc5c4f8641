using System.Net;
using Longgang.Contracts.People;
using Longgang.Edge.Gateway.Announcements;
using Longgang.Edge.Outbox;
using Longgang.Edge.Uplink.Mqtt;

namespace Longgang.Edge.Gateway.Configuration;

/// <summary>What the gateway itself is told, validated. Listeners, rules and the health-code service have options of their own.</summary>
public sealed record GatewayOptions
{
    /// <summary>The box's id: 1 to 64 of <c>a-z A-Z 0-9 . _ -</c>.</summary>
    public required string Id { get; init; }

    /// <summary>Where the lanes and everything else that must survive lie.</summary>
    public required string DataDirectory { get; init; }

    /// <summary>How long a stop may take to deliver what is queued. Default 10 s, range 0–5 min.</summary>
    public required TimeSpan StopTimeout { get; init; }

    /// <summary>Disk bound of the alert lane, bytes. Default 128 MiB, range 8 MiB–3.5 GiB.</summary>
    public required long AlertLimitBytes { get; init; }

    /// <summary>Disk bound of the record lane, bytes. Default 1 GiB, range 8 MiB–3.5 GiB.</summary>
    public required long RecordLimitBytes { get; init; }

    /// <summary>What the record lane does at its bound (<c>refuse</c> or <c>expire-oldest</c>). Default: it refuses.</summary>
    public required LaneFullPolicy RecordWhenFull { get; init; }

    /// <summary>How long before a lane is full, by its own forecast, the box warns. Default 6 h, range 1 min–30 d.</summary>
    public required TimeSpan WarnBefore { get; init; }

    /// <summary>Longest wait of a record for company before it is committed. Default 5 ms, range 0–1 s.</summary>
    public required TimeSpan RecordMaxWait { get; init; }

    /// <summary>Whether <c>Lan:Mqtt</c> is configured: no section, no listener.</summary>
    public required bool LanMqtt { get; init; }

    /// <summary>Whether <c>Lan:Http</c> is configured.</summary>
    public required bool LanHttp { get; init; }

    /// <summary>The way to the cloud.</summary>
    public required MqttUplinkOptions Uplink { get; init; }

    /// <summary>The district's key of person hashes.</summary>
    public required PersonKey PersonKey { get; init; }

    /// <summary>Health and metrics listener; null: none.</summary>
    public required IPEndPoint? Health { get; init; }

    /// <summary>Announcements; null: the box plays none.</summary>
    public required AnnouncementSettings? Announcements { get; init; }
}
