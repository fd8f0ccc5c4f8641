namespace Longgang.Cloud.Service.Broker;

/// <summary>Which boxes are online now.</summary>
public interface IGatewayPresence
{
    /// <summary>How many boxes are online.</summary>
    int OnlineCount { get; }

    /// <summary>Whether a box is connected and has not said goodbye.</summary>
    bool IsGatewayOnline(string gateway);
}
