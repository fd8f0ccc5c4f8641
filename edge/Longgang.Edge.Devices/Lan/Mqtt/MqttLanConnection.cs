using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Longgang.Contracts.Device;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Devices.Registry;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Exceptions;
using MQTTnet.Formatter;
using MQTTnet.Packets;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>
/// One device connection. MQTTnet's server runs the protocol (login, subscriptions, pings, take-over); publications it never sees:
/// they are taken from the receive buffer here, several may be on their way at once, and their acknowledgements go out in order
/// (docs/decisions/0003-lan-listener.md).
/// </summary>
internal sealed partial class MqttLanConnection : IMqttChannelAdapter, IVerdictSink
{
    // What is still to come of a refused packet is read and thrown away, so that the device reads why rather than a reset.
    private const int MaxDiscardBytes = 16 << 20;
    private const int HeadOfLargePacket = 512;

    private readonly ConnectionContext _transport;
    private readonly MqttListener _listener;
    private readonly MqttLanOptions _options;
    private readonly ILogger _logger;
    private readonly PipeReader _input;
    private readonly PublishWindow _window;
    private LanPeer? _peer;
    private DeviceTopics? _topics;
    private volatile bool _closing;
    private volatile bool _hearsAnswers;
    private bool _givesReasons = true;
    private ushort _keepAliveSeconds;
    private long _heardAt;
    private volatile bool _reading;
    private string? _assignedClientId;

    public MqttLanConnection(ConnectionContext transport, MqttListener listener, MqttLanOptions options, ILogger logger)
    {
        _transport = transport;
        _listener = listener;
        _options = options;
        _logger = logger;
        _input = transport.Transport.Input;
        Output = new MqttOutput(transport.Transport.Output, options.MaxUnsentBytes, Abort);
        _window = new PublishWindow(options.MaxInFlight, Output, Acknowledge, Fail);
        PacketFormatterAdapter = new MqttPacketFormatterAdapter(new MqttBufferWriter(256, 4096));
        _heardAt = listener.Time.GetTimestamp();
    }

    /// <inheritdoc/>
    public long BytesReceived { get; private set; }

    /// <inheritdoc/>
    public long BytesSent => Output.BytesSent;

    /// <inheritdoc/>
    public X509Certificate2? ClientCertificate => null;

    /// <inheritdoc/>
    public EndPoint? RemoteEndPoint => _transport.RemoteEndPoint;

    /// <inheritdoc/>
    public EndPoint? LocalEndPoint => _transport.LocalEndPoint;

    /// <inheritdoc/>
    public bool IsSecureConnection => false;

    /// <inheritdoc/>
    public MqttPacketFormatterAdapter PacketFormatterAdapter { get; }

    /// <summary>The registry entry that it logged in with, or null.</summary>
    public RegisteredDevice? Device { get; private set; }

    /// <summary>Whether it has subscribed to its own verdicts and refusals.</summary>
    public bool HearsAnswers => _hearsAnswers;

    /// <summary>The will that CONNECT named, or null.</summary>
    public string? WillTopic { get; private set; }

    /// <summary>Its topics; set with the login.</summary>
    public DeviceTopics Topics => _topics!;

    /// <summary>Who it is, for the handler; set with the login.</summary>
    public LanPeer Peer => _peer!;

    /// <summary>What goes to the device.</summary>
    public MqttOutput Output { get; }

    private bool IsVersion5 => PacketFormatterAdapter.ProtocolVersion == MqttProtocolVersion.V500;

    /// <summary>The device has logged in.</summary>
    public void LoggedIn(RegisteredDevice device)
    {
        Device = device;
        _topics = new DeviceTopics(device.Identity);
        _peer = new LanPeer(device.Identity, new DeviceVerdicts(this));
    }

    /// <summary>A permitted subscription came or went.</summary>
    public void Subscribed(string filter, bool there)
    {
        if (Topics.HearsAnswers(filter))
        {
            _hearsAnswers = there;
        }
    }

    /// <inheritdoc/>
    public Task ConnectAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task<MqttPacket?> ReceivePacketAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!_closing)
            {
                _reading = true;
                ReadResult read = await _input.ReadAsync(cancellationToken).ConfigureAwait(false);
                _reading = false;
                _heardAt = _listener.Time.GetTimestamp();
                if (read.IsCanceled || _closing)
                {
                    _input.AdvanceTo(read.Buffer.Start);
                    break;
                }

                (MqttPacket? packet, SequencePosition consumed, bool examinedAll, int excess) = Take(read.Buffer);
                BytesReceived += read.Buffer.Slice(0, consumed).Length;
                _input.AdvanceTo(consumed, examinedAll ? read.Buffer.End : consumed);
                if (packet is not null)
                {
                    return packet;
                }

                if (excess > 0)
                {
                    await DiscardAsync(excess, cancellationToken).ConfigureAwait(false);
                    break;
                }

                if (read.IsCompleted && examinedAll)
                {
                    return null;
                }

                if (_window.IsFull)
                {
                    await _window.RoomAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
                }
            }

            await FinishAsync().ConfigureAwait(false);
            return null;
        }
        catch (Exception e) when (e is ConnectionResetException or ConnectionAbortedException or IOException)
        {
            return null;
        }
        catch (Exception e) when (e is MqttProtocolViolationException or MqttCommunicationException or ArgumentException or NotSupportedException)
        {
            LogProtocol(_logger, Device?.Identity.Id ?? string.Empty, RemoteEndPoint, e.Message);
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task SendPacketAsync(MqttPacket packet, CancellationToken cancellationToken)
    {
        if (packet is MqttConnAckPacket accepted && IsVersion5)
        {
            accepted.ReceiveMaximum = (ushort)_options.MaxInFlight;
            accepted.MaximumPacketSize = (uint)_options.MaxPacketBytes;
            accepted.TopicAliasMaximum = 0;
            accepted.AssignedClientIdentifier = _assignedClientId;
        }

        Output.Add((Connection: this, Packet: packet), static (output, state) => state.Connection.Encode(output, state.Packet));
        if (packet is MqttPublishPacket)
        {
            // Back-pressure for what is routed: MQTTnet's own bounded queue waits while the device does not read.
            await Output.DrainedAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async Task DisconnectAsync(CancellationToken cancellationToken)
    {
        _closing = true;
        try
        {
            await Output.DrainedAsync().WaitAsync(TimeSpan.FromSeconds(2), _listener.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
        }

        await _input.CompleteAsync().ConfigureAwait(false);
        await _transport.Transport.Output.CompleteAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void ResetStatistics() => BytesReceived = 0;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <inheritdoc/>
    public void OnVerdict(VerdictJson verdict) => Answer(DeviceMessages.Write(verdict));

    /// <summary>Sends bytes to the device's answer topic, if it listens.</summary>
    public void Answer(byte[] payload)
    {
        if (_hearsAnswers)
        {
            Output.Add((Connection: this, Payload: payload), static (output, state) =>
                MqttPackets.WritePublish(output, state.Connection.Topics.Answer, state.Payload, state.Connection.IsVersion5));
        }
    }

    /// <summary>Closes it: what is on its way is still acknowledged, then MQTT 5 devices are told why.</summary>
    public void Close(byte reason, string? reasonString)
    {
        if (_closing)
        {
            return;
        }

        _closing = true;
        _closeReason = (reason, reasonString);
        _input.CancelPendingRead();
    }

    /// <summary>Closes it when the keep-alive time has passed one and a half times (MQTT-3.1.2-22). Not while the box itself does not read.</summary>
    public void CheckKeepAlive()
    {
        if (_reading && _keepAliveSeconds > 0 && _listener.Time.GetElapsedTime(_heardAt) > TimeSpan.FromSeconds(_keepAliveSeconds * 1.5))
        {
            Close(MqttReason.KeepAliveTimeout, null);
        }
    }

    private (byte Reason, string? Text)? _closeReason;

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

    private bool _acknowledgesNoMore;

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

    private void Encode(IBufferWriter<byte> output, MqttPacket packet)
    {
        // Under the output's lock: the formatter has one buffer.
        MqttPacketBuffer encoded = PacketFormatterAdapter.Encode(packet);
        output.Write(encoded.Packet);
        foreach (ReadOnlyMemory<byte> part in encoded.Payload)
        {
            output.Write(part.Span);
        }

        PacketFormatterAdapter.Cleanup();
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

    private async Task FinishAsync()
    {
        if (!_acknowledgesNoMore)
        {
            await _window.EmptyAsync().ConfigureAwait(false);
        }

        if (_closeReason is { Reason: not 0 } why && IsVersion5)
        {
            Output.Add((why.Reason, Text: _givesReasons ? why.Text : null), static (output, state) => MqttPackets.WriteDisconnect(output, state.Reason, state.Text));
        }
    }

    private void Fail(Exception e)
    {
        LogFailed(_logger, Device?.Identity.Id ?? string.Empty, e);
        Abort();
    }

    private void Abort()
    {
        _closing = true;
        _transport.Abort();
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

    /// <summary>Verdicts go to every connection of the device that has subscribed to them, not only to the one that scanned.</summary>
    private sealed class DeviceVerdicts(MqttLanConnection connection) : IVerdictSink
    {
        public void OnVerdict(VerdictJson verdict) => connection._listener.Answer(connection, DeviceMessages.Write(verdict));
    }
}
