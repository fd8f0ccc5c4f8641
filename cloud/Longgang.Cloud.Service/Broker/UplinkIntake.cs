using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Service.Fleet;
using Longgang.Cloud.Service.Security;
using Longgang.Contracts.Wire;
using MQTTnet;

namespace Longgang.Cloud.Service.Broker;

/// <summary>What happens to a box's publications, whichever broker brought them.</summary>
public sealed partial class UplinkIntake(
    IIngestSink sink,
    GatewayStatusWorker statuses,
    SecurityJournal security,
    TimeProvider time,
    ILogger<UplinkIntake> logger)
{
    private long _foreignTopics;

    /// <summary>Publications and subscriptions on topics that the box may not use.</summary>
    public long ForeignTopics => Interlocked.Read(ref _foreignTopics);

    /// <summary>Text of strangers as it may stand in a log: short, and without control characters.</summary>
    internal static string Printable(string? text) =>
        new([.. (text ?? string.Empty).Take(128).Select(c => char.IsControl(c) ? '?' : c)]);

    /// <summary>Takes a batch in; waits while the lane's queue is full.</summary>
    /// <exception cref="System.Threading.Channels.ChannelClosedException">The service is stopping.</exception>
    internal ValueTask AcceptBatchAsync(
        MqttApplicationMessage message, string gateway, Lane lane, IAckRoute route, CancellationToken cancellationToken) =>
        sink.AcceptAsync(BatchMessage.Read(message, gateway, lane, route, time.GetUtcNow()), cancellationToken);

    /// <summary>Answers a batch of a box that is not enrolled here, whatever the broker thinks of it.</summary>
    internal async ValueTask RefuseUnenrolledAsync(
        MqttApplicationMessage message, string gateway, Lane lane, IAckRoute route, CancellationToken cancellationToken)
    {
        Refuse(gateway, "publish", message.Topic);
        BatchIdentity? identity = BatchMessage.Read(message, gateway, lane, route, time.GetUtcNow()).ClaimedIdentity;
        Ack ack = BatchReader.AckOf(new BatchOutcome(
            AckStatus.Refused, identity, "not-enrolled: this cloud's register of gateways does not name the box. Enrol it; it sends the batch again."));
        await route.SendAsync(new Acks { Major = WireVersion.Major, Acks_ = { ack } }, cancellationToken);
    }

    /// <summary>Takes a status in, and tells the box the time that it asks for; null when it cannot be read.</summary>
    /// <param name="message">The publication.</param>
    /// <param name="gateway">Whose it is.</param>
    /// <param name="route">The way back; null when the box has not asked now: its broker repeats what it said before.</param>
    /// <param name="cancellationToken">Gives up answering.</param>
    internal async ValueTask<GatewayStatus?> AcceptStatusAsync(MqttApplicationMessage message, string gateway, IAckRoute? route, CancellationToken cancellationToken)
    {
        if (!StatusMessage.TryRead(message, out GatewayStatus? status))
        {
            return null;
        }

        if (route is not null && status is { Online: true, MonotonicUs: > 0 })
        {
            long now = (time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
            await route.SendAsync(new Acks { Major = WireVersion.Major, CloudUnixUs = now, AskedMonotonicUs = status.MonotonicUs }, cancellationToken);
        }

        statuses.Post(gateway, status);
        return status;
    }

    /// <summary>Notes that a box did what it may not.</summary>
    internal void Refuse(string gateway, string verb, string topic)
    {
        Interlocked.Increment(ref _foreignTopics);
        string printable = Printable(topic);
        LogForeignTopic(gateway, verb, printable);
        security.Report(new SecurityRecord(time.GetUtcNow(), gateway, SecurityKind.TopicForeign, $"{verb} {printable}"));
    }

    [LoggerMessage(5003, LogLevel.Warning, "Gateway {Gateway} may not {Verb} '{Topic}'")]
    private partial void LogForeignTopic(string gateway, string verb, string topic);
}
