namespace Longgang.FirmwareSim.Mqtt;

/// <summary>What a device says in CONNECT. Every session is clean: a sentinel keeps its backlog itself.</summary>
/// <param name="Version">The protocol level.</param>
/// <param name="ClientId">The client id.</param>
/// <param name="User">The user name, or none.</param>
/// <param name="Password">The password, or none.</param>
/// <param name="KeepAliveSeconds">The keep-alive interval in seconds, 0 for none.</param>
public sealed record MqttConnectOptions(
    MqttVersion Version, string ClientId, string? User = null, string? Password = null, ushort KeepAliveSeconds = 60);
