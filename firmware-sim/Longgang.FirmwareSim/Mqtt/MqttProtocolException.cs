namespace Longgang.FirmwareSim.Mqtt;

/// <summary>The peer sent bytes that are no MQTT.</summary>
public sealed class MqttProtocolException(string message) : Exception(message);
