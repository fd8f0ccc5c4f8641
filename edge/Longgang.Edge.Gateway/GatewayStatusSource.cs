using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Gateway;

/// <summary>What the box says about itself.</summary>
/// <param name="alert">The alert lane.</param>
/// <param name="record">The record lane.</param>
/// <param name="boot">The machine's boot.</param>
/// <param name="policy">The policy in force, once there is one.</param>
/// <param name="quality">How far the clock can be trusted.</param>
/// <param name="forecast">The forecast of a lane's buffer.</param>
/// <param name="devices">Counts the connected devices.</param>
/// <param name="time">The box's clock.</param>
public sealed class GatewayStatusSource(
    ILane alert,
    ILane record,
    BootIdentity boot,
    PolicyHolder policy,
    IClockQuality quality,
    Func<Lane, LaneForecast> forecast,
    Func<int> devices,
    TimeProvider time) : IGatewayStatusSource
{
    private readonly ByteString _boot = ByteString.CopyFrom(boot.ToByteArray());

    /// <inheritdoc/>
    public GatewayStatus Read() => new()
    {
        Major = WireVersion.Major,
        Online = true,
        Version = ProgramVersion.Text,
        BootId = _boot,
        Policy = policy.IsLoaded ? policy.Current.Version : "",
        BoxUnixUs = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond,
        Quality = quality.Current,
        Lanes = { Figures(alert), Figures(record) },
        DevicesConnected = (uint)devices(),
    };

    private LaneStatus Figures(ILane lane)
    {
        LaneSnapshot snapshot = lane.Snapshot;
        LaneForecast ahead = forecast(lane.Kind);
        var status = new LaneStatus
        {
            Lane = lane.Kind,
            OutboxId = ByteString.CopyFrom(snapshot.Outbox.ToByteArray()),
            Accepted = snapshot.Accepted,
            Acknowledged = snapshot.Acknowledged,
            Pending = snapshot.Pending,
            Expired = snapshot.Expired,
            Quarantined = snapshot.Quarantined,
            Bytes = (ulong)snapshot.FileBytes,
        };
        if (ahead.Holds is { } holds)
        {
            status.HoldsS = (ulong)holds.TotalSeconds;
        }

        if (ahead.FullIn is { } fullIn)
        {
            status.FullInS = (ulong)fullIn.TotalSeconds;
        }

        return status;
    }
}
