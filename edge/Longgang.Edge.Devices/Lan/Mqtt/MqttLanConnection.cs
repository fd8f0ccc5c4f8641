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
    private readonly ConnectionContext _transport;
    private readonly MqttListener _listener;
    private readonly MqttLanOptions _options;
    private readonly ILogger _logger;
    private readonly PipeReader _input;
    private readonly PublishWindow _window;
    private readonly MqttCommands _commands;
    private LanPeer? _peer;
    private DeviceTopics? _topics;
    private volatile bool _closing;
    private volatile bool _hearsAnswers;
    private volatile bool _hearsCommands;
    private volatile int _commandQuality;
    private uint _maxPacketToDevice = uint.MaxValue;
    private bool _givesReasons = true;
    private ushort _keepAliveSeconds;
    private long _heardAt;
    private volatile bool _reading;
    private string? _assignedClientId;
    private (byte Reason, string? Text)? _closeReason;
    private bool _acknowledgesNoMore;

    public MqttLanConnection(ConnectionContext transport, MqttListener listener, MqttLanOptions options, ILogger logger)
    {
        _transport = transport;
        _listener = listener;
        _options = options;
        _logger = logger;
        _input = transport.Transport.Input;
        Output = new MqttOutput(transport.Transport.Output, options.MaxUnsentBytes, Abort);
        _window = new PublishWindow(options.MaxInFlight, Output, Acknowledge, Fail);
        _commands = new MqttCommands(listener.Time, WriteCommand);
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

    /// <summary>Whether it is a speaker that listens for its commands now.</summary>
    public bool HearsCommands => _hearsCommands && !_closing;

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
    /// <param name="filter">Below the device's own prefix.</param>
    /// <param name="there">Whether it came.</param>
    /// <param name="quality">Highest quality that it asks for.</param>
    public void Subscribed(string filter, bool there, int quality)
    {
        if (Topics.HearsCommands(filter))
        {
            _commandQuality = Math.Min(quality, 1);
            _hearsCommands = there;
            _listener.CommandsChanged(this);
        }

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
        _listener.CommandsChanged(this);
    }

    /// <summary>Sends a speaker its command. False: it was not and will not be sent.</summary>
    /// <param name="payload">The command.</param>
    /// <param name="within">How long it is of use.</param>
    /// <param name="canWait">Whether it may wait until the device takes more.</param>
    public bool Command(byte[] payload, TimeSpan within, bool canWait)
    {
        if (!HearsCommands)
        {
            return false;
        }

        if (canWait)
        {
            _commands.SendWhenPossible(payload, _commandQuality, within);
            return true;
        }

        return _commands.Send(payload, _commandQuality, within);
    }

    /// <summary>
    /// Breaks the connection when a command was not acknowledged while it was of use. What still lies in the network must not reach the speaker later:
    /// it counts its time from the arrival.
    /// </summary>
    public void CheckCommands()
    {
        if (_commands.IsOverdue())
        {
            LogUnacknowledged(_logger, Device?.Identity.Id ?? string.Empty);
            Abort();
        }
    }

    /// <summary>Closes it when the keep-alive time has passed one and a half times (MQTT-3.1.2-22). Not while the box itself does not read.</summary>
    public void CheckKeepAlive()
    {
        if (_reading && _keepAliveSeconds > 0 && _listener.Time.GetElapsedTime(_heardAt) > TimeSpan.FromSeconds(_keepAliveSeconds * 1.5))
        {
            Close(MqttReason.KeepAliveTimeout, null);
        }
    }

    private bool WriteCommand(byte[] payload, ushort packetId)
    {
        byte[] topic = Topics.Command!;
        return MqttPackets.PublishLength(topic.Length, payload.Length, IsVersion5, packetId) + 5 <= _maxPacketToDevice
            && Output.Add((Connection: this, Topic: topic, Payload: payload, PacketId: packetId), static (output, state) =>
                MqttPackets.WritePublish(output, state.Topic, state.Payload, state.Connection.IsVersion5, state.PacketId));
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

    /// <summary>Verdicts go to every connection of the device that has subscribed to them, not only to the one that scanned.</summary>
    private sealed class DeviceVerdicts(MqttLanConnection connection) : IVerdictSink
    {
        public void OnVerdict(VerdictJson verdict) => connection._listener.Answer(connection, DeviceMessages.Write(verdict));
    }
}
