using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Uplink;

/// <summary>Where the uplink gets what it tells the cloud about the box.</summary>
public interface IGatewayStatusSource
{
    /// <summary>
    /// The box's figures at this moment as a message of its own, which the caller may change. Cheap, callable from any thread.
    /// <see cref="GatewayStatus.Online"/> is the uplink's to set.
    /// </summary>
    GatewayStatus Read();
}
