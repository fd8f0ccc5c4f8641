using System.Buffers;
using System.Net;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;

namespace Longgang.Edge.Uplink.Tests.Support;

/// <summary>What a test sees of one received batch.</summary>
public sealed record Arrival(Lane Lane, byte Mark, int Bytes, bool ChecksumRight, string ContentType);

/// <summary>The ingestion behind a real broker: records what arrives and answers as the test says.</summary>
public sealed class CloudDouble(MemoryLane alert, MemoryLane record, Signal signal) : IAsyncDisposable
{
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Lock _lock = new();
    private readonly List<Arrival> _arrivals = [];
    private readonly List<GatewayStatus> _statuses = [];

    /// <summary>Decides the answer to an arrival; null: none. The mark is the batch's first sequence (below 256).</summary>
    public Func<Arrival, AckStatus?> Answer { get; set; } = _ => AckStatus.Stored;

    /// <summary>Answers are sent so many times each.</summary>
    public int Copies { get; set; } = 1;

    public IReadOnlyList<Arrival> Arrivals
    {
        get
        {
            lock (_lock)
            {
                return [.. _arrivals];
            }
        }
    }

    public IReadOnlyList<GatewayStatus> Statuses
    {
        get
        {
            lock (_lock)
            {
                return [.. _statuses];
            }
        }
    }

    public async Task ConnectAsync(IPEndPoint endpoint)
    {
        _client.ApplicationMessageReceivedAsync -= OnMessageAsync;
        _client.ApplicationMessageReceivedAsync += OnMessageAsync;
        await _client.ConnectAsync(new MqttClientOptionsBuilder()
            .WithEndPoint(endpoint)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500)
            .WithCredentials("cloud", "cloud")
            .Build());
        await _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder()
            .WithTopicFilter(Topics.UpFilter, MqttQualityOfServiceLevel.AtLeastOnce)
            .WithTopicFilter(Topics.StatusFilter, MqttQualityOfServiceLevel.AtLeastOnce)
            .Build());
    }

    public async ValueTask DisposeAsync()
    {
        await Task.CompletedTask;
        _client.Dispose();
    }

    private async Task OnMessageAsync(MqttApplicationMessageReceivedEventArgs e)
    {
        byte[] payload = e.ApplicationMessage.Payload.ToArray();
        if (e.ApplicationMessage.Topic.EndsWith("/status", StringComparison.Ordinal))
        {
            lock (_lock)
            {
                _statuses.Add(GatewayStatus.Parser.ParseFrom(payload));
            }

            signal.Pulse();
            return;
        }

        Lane lane = e.ApplicationMessage.Topic.EndsWith("/alert", StringComparison.Ordinal) ? Lane.Alert : Lane.Record;
        string? checksum = e.ApplicationMessage.UserProperties?.Find(p => p.Name == BatchProperties.Checksum)?.ReadValueAsString();
        bool right = BatchProperties.TryParseChecksum(checksum, out uint crc) && crc == Crc32C.Compute(payload);
        var arrival = new Arrival(lane, payload[0], payload.Length, right, e.ApplicationMessage.ContentType);
        lock (_lock)
        {
            _arrivals.Add(arrival);
        }

        if (Answer(arrival) is { } status)
        {
            await SendAsync(lane, payload[0], status);
        }

        signal.Pulse();
    }

    public async Task SendAsync(Lane lane, ulong first, AckStatus status)
    {
        var acks = new Acks
        {
            Major = WireVersion.Major,
            Acks_ =
            {
                new Ack
                {
                    OutboxId = ByteString.CopyFrom((lane == Lane.Alert ? alert : record).Outbox.ToByteArray()),
                    Lane = lane,
                    FirstSequence = first,
                    Count = 1,
                    Status = status,
                    Reason = "as the test says",
                },
            },
        };
        for (int i = 0; i < Copies; i++)
        {
            // Not awaited to the PUBACK: this runs inside the client's receiver, which would have to receive it.
            _ = _client.PublishAsync(new MqttApplicationMessage
            {
                Topic = Topics.Ack("gw-test"),
                PayloadSegment = acks.ToByteArray(),
                QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            });
        }

        await Task.CompletedTask;
    }
}
