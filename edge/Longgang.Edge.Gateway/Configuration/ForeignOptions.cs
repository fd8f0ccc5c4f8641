namespace Longgang.Edge.Gateway.Configuration;

/// <summary>
/// The keys that other parts of the box bind themselves. Listed so that a slip of the pen can be told from an option; a test compares
/// the list with the types.
/// </summary>
internal static class ForeignOptions
{
    /// <summary>Every key, in the order of docs/configuration.md.</summary>
    public static readonly string[] Keys =
    [
        "Lan:DevicesFile",
        "Lan:Mqtt:Endpoint", "Lan:Mqtt:MaxPacketBytes", "Lan:Mqtt:MaxInFlight", "Lan:Mqtt:LoginTimeout", "Lan:Mqtt:MaxUnsentBytes",
        "Lan:Http:Endpoint", "Lan:Http:MaxBodyBytes", "Lan:Http:MaxMessageBytes", "Lan:Http:RetryAfterFull", "Lan:Http:RetryAfterFault",
        "HealthCode:BaseAddress", "HealthCode:TotalTimeout", "HealthCode:AttemptTimeout", "HealthCode:Retries", "HealthCode:RetryDelay",
        "HealthCode:BreakAtFailureRatio", "HealthCode:BreakAtLeast", "HealthCode:BreakSampling", "HealthCode:BreakFor", "HealthCode:MaxConnections",
        "HealthCode:Cache:Capacity", "HealthCode:Cache:FreshFor", "HealthCode:Cache:NotFoundFor",
        "Screening:PolicyFile",
        "Speakers:Mqtt:AudioBaseAddress",
        "Speakers:Rtp:MulticastTtl", "Speakers:Rtp:LocalAddress",
        "Speakers:Audio:Directory", "Speakers:Audio:LimitBytes", "Speakers:Audio:MaxFileBytes", "Speakers:Audio:HoldFor",
        "Speakers:Audio:BaseAddress", "Speakers:Audio:TokenFile",
        "Speakers:Audio:TotalTimeout", "Speakers:Audio:AttemptTimeout", "Speakers:Audio:StallTimeout", "Speakers:Audio:Retries", "Speakers:Audio:RetryDelay",
        "Speakers:Audio:BreakAtFailureRatio", "Speakers:Audio:BreakAtLeast", "Speakers:Audio:BreakSampling", "Speakers:Audio:BreakFor",
        "Speakers:Speech:Command", "Speakers:Speech:Timeout", "Speakers:Speech:MaxOutputBytes", "Speakers:Speech:MaxTextLength", "Speakers:Speech:Parallel",
        "Quarantine:Directory", "Quarantine:LimitBytes", "Quarantine:PayloadBytes",
    ];

    /// <summary>Where the voices stand, by language: any language may be named.</summary>
    public const string Voices = "Speakers:Speech:Voices";

    /// <summary>The policy that comes with the program, in force where no other is named.</summary>
    public static string DefaultPolicyFile => Path.Combine(AppContext.BaseDirectory, "policy.json");

    /// <summary>Those that hold a path, which is relative to the configuration file.</summary>
    public static readonly string[] Paths = ["Lan:DevicesFile", "Screening:PolicyFile", "Speakers:Audio:Directory", "Speakers:Audio:TokenFile", "Quarantine:Directory", "Gateway:DataDirectory"];
}
