namespace Longgang.Cloud.Service.Broker;

/// <summary>The broker at this moment, and its counts since the start of the process.</summary>
public sealed record BrokerFigures
{
    /// <summary>Why no batches can come in now; null while they can.</summary>
    public string? Problem { get; init; }

    /// <summary>Logins of boxes that this service refused. An external broker refuses by itself and tells nobody.</summary>
    public long RefusedLogins { get; init; }

    /// <summary>Connections to an external broker that broke or did not come about.</summary>
    public long ConnectionFailures { get; init; }

    /// <summary>Messages of acknowledgements that could not be handed to an external broker. Their batches come again and are acknowledged again.</summary>
    public long DroppedAcks { get; init; }

    /// <summary>Messages of an external broker that found this replica's memory for them full. They come again from their boxes.</summary>
    public long ShedMessages { get; init; }
}
