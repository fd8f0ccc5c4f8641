using System.Diagnostics.Metrics;
using System.Net;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Uplink;
using Longgang.Edge.Uplink.Mqtt;
using Longgang.TestKit;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Cloud.Service.Tests.External;

/// <summary>A box with its real uplink and lanes full of real batches.</summary>
internal sealed class UplinkBox : IAsyncDisposable, IGatewayStatusSource
{
    private readonly TemporaryFolder _folder = new();
    private readonly Meter _meter = new("box");
    private readonly MeterListener _listener = new();
    private readonly MqttUplink _uplink;
    private long _resent;

    public UplinkBox(IPEndPoint broker, string gateway, int recordBatches, int alertBatches = 0, TimeSpan? ackTimeout = null)
    {
        Records = new BatchLane(gateway, Lane.Record, recordBatches, 50);
        Alerts = new BatchLane(gateway, Lane.Alert, alertBatches, 1);
        string secret = _folder.PathTo("secret");
        File.WriteAllText(secret, CloudUnderTest.Secret(gateway));
        var options = new MqttUplinkOptions
        {
            Gateway = gateway,
            Endpoint = broker,
            SecretFile = secret,
            ReconnectFirst = TimeSpan.FromMilliseconds(20),
            ReconnectMax = TimeSpan.FromMilliseconds(200),
            StatusChanged = TimeSpan.FromMilliseconds(100),
        };
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter == _meter && instrument.Name == "longgang.uplink.batches")
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            foreach (KeyValuePair<string, object?> tag in tags)
            {
                Interlocked.Add(ref _resent, tag is { Key: "resent", Value: "true" } ? value : 0);
            }
        });
        _listener.Start();
        _uplink = new MqttUplink(
            options with
            {
                RecordWindow = options.RecordWindow with { AckTimeout = ackTimeout ?? options.RecordWindow.AckTimeout },
                AlertWindow = options.AlertWindow with { AckTimeout = ackTimeout ?? options.AlertWindow.AckTimeout },
            },
            Alerts,
            Records,
            this,
            TimeProvider.System,
            new Random(1),
            new UplinkMetrics(_meter),
            NullLogger<MqttUplink>.Instance);
        _uplink.Start();
    }

    public BatchLane Records { get; }

    public BatchLane Alerts { get; }

    /// <summary>Batches that were sent more than once, each time counted.</summary>
    public long Resent => Interlocked.Read(ref _resent);

    public ulong Pending => Records.Snapshot.Pending + Alerts.Snapshot.Pending;

    public int Accepted => (int)(Records.Snapshot.Accepted + Alerts.Snapshot.Accepted);

    public GatewayStatus Read()
    {
        var status = new GatewayStatus { Major = WireVersion.Major, Version = "test", BootId = ByteString.CopyFrom(new byte[16]) };
        foreach (BatchLane lane in (BatchLane[])[Alerts, Records])
        {
            Edge.Core.Lanes.LaneSnapshot snapshot = lane.Snapshot;
            status.Lanes.Add(new LaneStatus
            {
                Lane = lane.Kind,
                OutboxId = ByteString.CopyFrom(snapshot.Outbox.ToByteArray()),
                Accepted = snapshot.Accepted,
                Acknowledged = snapshot.Acknowledged,
                Pending = snapshot.Pending,
            });
        }

        return status;
    }

    public async ValueTask DisposeAsync()
    {
        await _uplink.DisposeAsync();
        _listener.Dispose();
        _meter.Dispose();
        _folder.Dispose();
    }
}
