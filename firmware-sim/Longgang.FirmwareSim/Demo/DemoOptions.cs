namespace Longgang.FirmwareSim.Demo;

/// <summary>A run of the whole district on this machine.</summary>
public sealed record DemoOptions
{
    public required string GatewayExe { get; init; }

    public required string CloudExe { get; init; }

    /// <summary>The screening policy; null for the gateway's own default.</summary>
    public string? PolicyFile { get; init; }

    public DemoBrokerKind Broker { get; init; }

    /// <summary>The folder with the mosquitto configuration and access list that ship; needed with mosquitto.</summary>
    public string? BrokerFiles { get; init; }

    public DemoStoreKind Store { get; init; }

    /// <summary>Cloud processes side by side; more than one needs mosquitto and PostgreSQL.</summary>
    public int Replicas { get; init; } = 1;

    public int Devices { get; init; } = 1859;

    public int Gateways { get; init; } = 4;

    /// <summary>Scans a second over the fleet.</summary>
    public double Rate { get; init; } = 300;

    public TimeSpan Length { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long the uplink is cut in the middle of the run; zero for not at all.</summary>
    public TimeSpan Outage { get; init; }

    /// <summary>Scans that are made while the uplink is cut, before the run begins and they drain beside it.</summary>
    public long Backlog { get; init; }

    /// <summary>Scans a second while the backlog is made.</summary>
    public double BacklogRate { get; init; } = 3000;

    /// <summary>The uplink swallows everything during the outage instead of refusing connections.</summary>
    public bool Blackhole { get; init; }

    /// <summary>Kill -9 gateways and the cloud while running, and the broker and the database where they are processes of their own.</summary>
    public bool Chaos { get; init; }

    /// <summary>The mean pause between two kills.</summary>
    public TimeSpan ChaosEvery { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long everything may take to be delivered after the end.</summary>
    public TimeSpan SettleLimit { get; init; } = TimeSpan.FromSeconds(60);

    public double HttpShare { get; init; } = 0.05;

    public double Mqtt311Share { get; init; } = 0.5;

    /// <summary>The share of scans with something wrong.</summary>
    public double Faults { get; init; }

    /// <summary>The median answer time of the health-code service in milliseconds.</summary>
    public double HealthCodeLatencyMs { get; init; } = 2;

    public int Seed { get; init; } = 1;

    public int PersonsPerDevice { get; init; } = 300;

    /// <summary>The share of people with a fever.</summary>
    public double Fever { get; init; } = 0.0025;

    /// <summary>Arrivals of this long count in everything but the latencies.</summary>
    public TimeSpan WarmUp { get; init; }

    /// <summary>Where the result goes.</summary>
    public string? JsonFile { get; init; }

    /// <summary>Keep the work folder.</summary>
    public bool Keep { get; init; }

    /// <summary>The work folder; null for a new one in the temporary folder.</summary>
    public string? WorkFolder { get; init; }
}
