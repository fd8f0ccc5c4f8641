namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>A connection to the broker did not come about or ended. It is made anew after a pause; nothing is lost.</summary>
public sealed class UplinkConnectionException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the broker refused the box's name or secret.</summary>
    public bool Unauthorised { get; init; }
}
