using System.Buffers;
using System.IO.Pipelines;
using Longgang.Contracts.Device;
using Longgang.Edge.Core.Admission;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Longgang.Edge.Devices.Lan.Mqtt;

// What comes in: every packet that has arrived whole, or is too large to.
internal sealed partial class MqttLanConnection
{
    // What is still to come of a refused packet is read and thrown away, so that the device reads why rather than a reset.
    private const int MaxDiscardBytes = 16 << 20;
    private const int HeadOfLargePacket = 512;

    /// <summary>Takes every whole packet that has arrived. Ends at one that MQTTnet has to see, or when nothing more may be taken.</summary>
    private (MqttPacket? Packet, SequencePosition Consumed, bool ExaminedAll, int Excess) Take(ReadOnlySequence<byte> buffer)
    {
        Output.Cork();
        try
        {
            while (true)
            {
                if (!MqttFrame.TryRead(buffer, out MqttFrame frame, out bool malformed))
                {
                    return malformed
                        ? throw new MqttProtocolViolationException("The length of a packet has more than four bytes.")
                        : (null, buffer.Start, true, 0);
                }

                if (frame.Length > _options.MaxPacketBytes)
                {
                    if (buffer.Length < Math.Min(frame.Length, HeadOfLargePacket))
                    {
                        return (null, buffer.Start, true, 0); // the head first: it names the topic and what to acknowledge
                    }

                    RefuseLarge(frame, buffer.Slice(frame.HeaderLength, Math.Min(frame.BodyLength, HeadOfLargePacket - frame.HeaderLength)));
                    return (null, buffer.Start, false, frame.Length);
                }

                if (buffer.Length < frame.Length)
                {
                    return (null, buffer.Start, true, 0);
                }

                ReadOnlySequence<byte> body = buffer.Slice(frame.HeaderLength, frame.BodyLength);
                buffer = buffer.Slice(frame.Length);
                if (frame.Type == MqttFrame.PubAck && _peer is not null)
                {
                    TakeAcknowledgement(body);
                    continue;
                }

                if (frame.Type != MqttFrame.Publish || _peer is null)
                {
                    return (Decode(frame, body), buffer.Start, false, 0);
                }

                TakePublish(frame, body);
                if (_closing || _window.IsFull)
                {
                    return (null, buffer.Start, false, 0);
                }
            }
        }
        finally
        {
            Output.Uncork();
        }
    }

    /// <summary>Only commands are sent at quality 1, and MQTTnet knows nothing of them.</summary>
    private void TakeAcknowledgement(in ReadOnlySequence<byte> body)
    {
        Span<byte> id = stackalloc byte[2];
        if (body.Length < id.Length)
        {
            throw new MqttProtocolViolationException("A PUBACK packet names no packet.");
        }

        body.Slice(0, id.Length).CopyTo(id);
        _commands.Acknowledged(System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(id));
    }

    private void TakePublish(MqttFrame frame, in ReadOnlySequence<byte> body)
    {
        if (body.IsSingleSegment)
        {
            TakePublish(frame.First, body.FirstSpan);
            return;
        }

        byte[] joined = ArrayPool<byte>.Shared.Rent(frame.BodyLength);
        try
        {
            body.CopyTo(joined);
            TakePublish(frame.First, joined.AsSpan(0, frame.BodyLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(joined, clearArray: true); // may hold an ID number
        }
    }

    private void TakePublish(byte first, ReadOnlySpan<byte> body)
    {
        if (!PublishFrame.TryRead(first, body, IsVersion5, out PublishFrame publish))
        {
            throw new MqttProtocolViolationException("A PUBLISH packet breaks the protocol.");
        }

        if (Topics.Of(publish.Topic) is { } kind)
        {
            _window.Add(publish.Quality, publish.PacketId, _listener.Handler.HandleAsync(Peer, kind, publish.Payload));
            return;
        }

        bool foreign = Topics.IsForeign(publish.Topic);
        Refusal refusal = foreign
            ? new Refusal(RefusalReason.TopicForeign, $"A device publishes below its own topic only; the connection is closed.")
            : new Refusal(RefusalReason.TopicUnknown, "Nothing is published on this topic; see docs/wire.md.");
        _listener.Handler.Refuse(Peer, Printable(publish.Topic), refusal.Reason, publish.Payload);
        if (foreign)
        {
            _listener.ReportForeign(Peer.Device.Id, "publish");
        }

        _window.Add(publish.Quality, publish.PacketId, new ValueTask<AdmissionResult>(new AdmissionResult(AdmissionStatus.Refused, null, refusal)));
        if (foreign)
        {
            Close(MqttReason.NotAuthorised, refusal.Reason);
        }
    }

    /// <summary>Says how a publication ended. Called in the order in which they came.</summary>
    private void Acknowledge(int quality, ushort packetId, AdmissionResult result)
    {
        if (result.Refusal is { } refusal)
        {
            _listener.Answer(this, DeviceMessages.Write(DeviceMessages.ToJson(refusal)));
            if (!IsVersion5 && result.Status is AdmissionStatus.Full or AdmissionStatus.Fault)
            {
                // MQTT 3.1.1 has no way to say "not kept": without a PUBACK the device sends it again.
                Close(0, null);
                _acknowledgesNoMore = true;
            }
        }

        if (quality == 0 || _acknowledgesNoMore)
        {
            return;
        }

        byte reason = result.Status switch
        {
            AdmissionStatus.Kept or AdmissionStatus.KeptBefore => MqttReason.Success,
            AdmissionStatus.Full => MqttReason.QuotaExceeded,
            AdmissionStatus.Fault => MqttReason.Unspecified,
            _ => result.Refusal!.Reason is RefusalReason.TopicForeign or RefusalReason.TopicUnknown ? MqttReason.NotAuthorised : MqttReason.PayloadMalformed,
        };
        Output.Add(
            (Quality: quality, PacketId: packetId, Version5: IsVersion5, Reason: reason, Text: _givesReasons ? result.Refusal?.Reason : null),
            static (output, ack) => MqttPackets.WriteAcknowledgement(output, ack.Quality, ack.PacketId, ack.Version5, ack.Reason, ack.Text));
    }

    private void RefuseLarge(MqttFrame frame, in ReadOnlySequence<byte> head)
    {
        if (_peer is null)
        {
            _listener.ReportLarge(string.Empty, frame.Length);
            Close(MqttReason.PacketTooLarge, RefusalReason.PayloadTooLarge);
            return;
        }

        _listener.ReportLarge(Peer.Device.Id, frame.Length);
        var refusal = new Refusal(RefusalReason.PayloadTooLarge, $"A packet is at most {_options.MaxPacketBytes} bytes; the connection is closed.");
        if (frame.Type == MqttFrame.Publish && PublishFrame.TryRead(frame.First, head.ToArray(), IsVersion5, out PublishFrame publish))
        {
            _listener.Handler.Refuse(Peer, Printable(publish.Topic), refusal.Reason, publish.Payload);
            _window.Add(publish.Quality, publish.PacketId, new ValueTask<AdmissionResult>(new AdmissionResult(AdmissionStatus.Refused, null, refusal)));
        }

        Close(MqttReason.PacketTooLarge, refusal.Reason);
    }

    private MqttPacket? Decode(MqttFrame frame, in ReadOnlySequence<byte> body)
    {
        // Few and small: a copy keeps MQTTnet's packets from pointing into a buffer that is about to be reused.
        var packet = new ReceivedMqttPacket(frame.First, new ArraySegment<byte>(body.ToArray()), frame.Length);
        if (PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.Unknown)
        {
            PacketFormatterAdapter.DetectProtocolVersion(packet);
        }

        MqttPacket decoded = PacketFormatterAdapter.Decode(packet);
        if (decoded is MqttConnectPacket connect)
        {
            Prepare(connect);
        }

        return decoded;
    }

    private void Prepare(MqttConnectPacket connect)
    {
        // MQTTnet's keep-alive counts packets that it sees, and publications it does not see: the listener watches itself.
        _keepAliveSeconds = connect.KeepAlivePeriod;
        connect.KeepAlivePeriod = 0;
        _givesReasons = connect.RequestProblemInformation;
        _commands.ReceiveMaximum = connect.ReceiveMaximum == 0 ? ushort.MaxValue : connect.ReceiveMaximum;
        _maxPacketToDevice = connect.MaximumPacketSize == 0 ? uint.MaxValue : connect.MaximumPacketSize;
        WillTopic = connect.WillFlag ? connect.WillTopic : null;

        // Sessions end with the connection, and "any client id" must not let one device take over another's session.
        connect.CleanSession = true;
        if (string.IsNullOrEmpty(connect.ClientId))
        {
            connect.ClientId = Guid.NewGuid().ToString("n");
            _assignedClientId = connect.ClientId;
        }

        connect.ClientId = $"{connect.Username}/{connect.ClientId}";
    }

    private async Task DiscardAsync(int bytes, CancellationToken cancellationToken)
    {
        long left = Math.Min(bytes, MaxDiscardBytes);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(5), _listener.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellationToken);
        try
        {
            while (left > 0)
            {
                ReadResult read = await _input.ReadAsync(either.Token).ConfigureAwait(false);
                left -= read.Buffer.Length;
                _input.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested)
        {
        }
    }

    private static string Printable(ReadOnlySpan<byte> topic)
    {
        string text = System.Text.Encoding.UTF8.GetString(topic[..Math.Min(topic.Length, 128)]);
        return string.Create(text.Length, text, static (span, source) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(source[i]) ? '?' : source[i];
            }
        });
    }
}
