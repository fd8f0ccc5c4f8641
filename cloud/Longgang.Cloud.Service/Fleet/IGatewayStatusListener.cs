using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Fleet;

/// <summary>Hears what boxes say about themselves.</summary>
public interface IGatewayStatusListener
{
    /// <summary>Must not block: it is called on the box's connection.</summary>
    void OnStatus(string gateway, GatewayStatus status);
}
