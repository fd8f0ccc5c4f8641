namespace Longgang.Cloud.Service.Broker;

/// <summary>Where boxes connect.</summary>
public enum BrokerKind
{
    /// <summary>To this process.</summary>
    Embedded,

    /// <summary>To an MQTT 5 broker of its own, which any number of replicas of this service share.</summary>
    External,
}
