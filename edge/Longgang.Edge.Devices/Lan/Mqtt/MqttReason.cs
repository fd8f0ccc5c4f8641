namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>Reason codes of MQTT 5 that the listener answers with (docs/wire.md).</summary>
internal static class MqttReason
{
    /// <summary>Kept.</summary>
    public const byte Success = 0x00;

    /// <summary>Unspecified error: the box failed to store it, send it again.</summary>
    public const byte Unspecified = 0x80;

    /// <summary>Not authorised.</summary>
    public const byte NotAuthorised = 0x87;

    /// <summary>The server is going away.</summary>
    public const byte ServerShuttingDown = 0x8B;

    /// <summary>Nothing was heard for one and a half keep-alive periods.</summary>
    public const byte KeepAliveTimeout = 0x8D;

    /// <summary>Packet too large.</summary>
    public const byte PacketTooLarge = 0x95;

    /// <summary>Quota exceeded: the box is full, keep it and send it again later.</summary>
    public const byte QuotaExceeded = 0x97;

    /// <summary>Administrative action: the device was taken out of the registry, or its entry changed.</summary>
    public const byte AdministrativeAction = 0x98;

    /// <summary>Payload malformed.</summary>
    public const byte PayloadMalformed = 0x99;
}
