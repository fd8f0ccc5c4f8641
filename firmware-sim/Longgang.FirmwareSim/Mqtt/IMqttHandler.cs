namespace Longgang.FirmwareSim.Mqtt;

/// <summary>What a connection tells its owner. Called from the receive loop, one call at a time; must not block.</summary>
public interface IMqttHandler
{
    void OnPublication(MqttConnection connection, in MqttPublication publication);

    void OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement);

    void OnPingAnswered(MqttConnection connection)
    {
    }

    /// <summary>Everything that one receive brought has been told: the moment to write the answers in one piece.</summary>
    void OnReceived(MqttConnection connection)
    {
    }

    /// <summary>The last call: the connection is gone, whoever ended it.</summary>
    void OnClosed(MqttConnection connection, string reason);
}
