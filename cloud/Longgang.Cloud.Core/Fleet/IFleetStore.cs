using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Fleet;

/// <summary>Boxes and devices.</summary>
public interface IFleetStore
{
    /// <summary>Keeps a box's status and the figures of its lanes. A death notice (offline) carries no lanes and clears none.</summary>
    Task RecordStatusAsync(string gateway, GatewayStatus status, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>Every box that ever spoke, by id.</summary>
    Task<IReadOnlyList<GatewaySummary>> ListGatewaysAsync(CancellationToken cancellationToken);

    /// <summary>A page of devices in order of their numbers.</summary>
    Task<IReadOnlyList<DeviceSummary>> ListDevicesAsync(long after, int limit, CancellationToken cancellationToken);

    /// <summary>One device, or null.</summary>
    Task<DeviceSummary?> FindDeviceAsync(string device, CancellationToken cancellationToken);
}
