namespace Longgang.Cloud.Service.Api;

/// <summary>A box.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Online">Whether it is connected and has not said goodbye.</param>
/// <param name="LastSeen">When the cloud last heard of it; null: never.</param>
/// <param name="Version">Software version.</param>
/// <param name="Boot">Its boot, 32 hex digits.</param>
/// <param name="Policy">Screening policy in force.</param>
/// <param name="ClockQuality">How good its clock was.</param>
/// <param name="DevicesConnected">Devices connected to it.</param>
/// <param name="Enrolled">Whether it may connect.</param>
/// <param name="Lanes">Its ledger.</param>
public sealed record GatewayJson(
    string Id,
    bool Online,
    DateTimeOffset? LastSeen,
    string? Version,
    string? Boot,
    string? Policy,
    string? ClockQuality,
    long DevicesConnected,
    bool Enrolled,
    IReadOnlyList<LedgerLaneJson> Lanes);
