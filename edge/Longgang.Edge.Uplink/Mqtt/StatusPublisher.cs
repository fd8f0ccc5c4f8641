using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>
/// Keeps the retained status at the broker true: at birth, soon after something changed, now and then even if nothing did, and at
/// the orderly end. Every publication waits for its PUBACK, so the status is also the probe that finds a half-open connection.
/// </summary>
internal sealed class StatusPublisher(IGatewayStatusSource source, CloudClock? clock, MqttUplinkOptions options, TimeProvider time)
{
    /// <summary>
    /// What the broker says for a box that vanished. Without lanes: the figures of the moment of connecting would be wrong by then,
    /// and what the cloud was last told stays the best that it knows.
    /// </summary>
    public GatewayStatus Will()
    {
        GatewayStatus will = source.Read();
        will.Online = false;
        will.Lanes.Clear();
        will.BoxUnixUs = 0;
        will.DevicesConnected = 0;
        will.MonotonicUs = 0;
        return will;
    }

    /// <summary>Publishes the birth and keeps the status true until the token ends it.</summary>
    public async Task RunAsync(MqttUplinkSession session, CancellationToken cancellationToken)
    {
        GatewayStatus? last = null;
        long lastAt = 0;
        using var timer = new PeriodicTimer(options.StatusChanged, time);
        do
        {
            GatewayStatus status = Online(true);
            if (last is null || time.GetElapsedTime(lastAt) >= options.StatusAtLeast || !SameButForTime(last, status))
            {
                status.MonotonicUs = clock?.Ask() ?? 0; // each one asks the cloud for its time
                await session.PublishStatusAsync(status, cancellationToken).ConfigureAwait(false);
                (last, lastAt) = (status, time.GetTimestamp());
            }
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Publishes the last status of an orderly stop: offline, with exact figures.</summary>
    public Task PublishFinalAsync(MqttUplinkSession session, CancellationToken cancellationToken) =>
        session.PublishStatusAsync(Online(false), cancellationToken);

    private GatewayStatus Online(bool online)
    {
        GatewayStatus status = source.Read();
        status.Online = online;
        status.MonotonicUs = 0;
        return status;
    }

    private static bool SameButForTime(GatewayStatus a, GatewayStatus b)
    {
        GatewayStatus probe = b.Clone();
        probe.BoxUnixUs = a.BoxUnixUs;
        probe.MonotonicUs = a.MonotonicUs;
        return probe.Equals(a);
    }
}
