using System.Net;
using System.Net.Sockets;
using System.Text;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.Benchmarks.Drain;

/// <summary>
/// A device with durable sequence numbers and a window: when its connection breaks it connects again and sends everything anew that was not
/// acknowledged, in order, and then goes on.
/// </summary>
internal sealed class DrainDevice(DeviceLogin login, int index, DrainLoad load) : IMqttHandler
{
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(20);

    private readonly byte[] _topic = Encoding.UTF8.GetBytes($"sensor/{login.Device}/reading");
    private readonly PacketBuffer _payload = new();
    private readonly Dictionary<ushort, int> _flight = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _next = 1;
    private int _left = load.EventsEach;

    /// <summary>Connects, and after <paramref name="go"/> sends until everything is acknowledged.</summary>
    public async Task RunAsync(Action connected, Task go)
    {
        Action? once = connected;
        while (!_done.Task.IsCompleted)
        {
            using MqttConnection? connection = await TryOpenAsync();
            if (connection is null)
            {
                await Task.Delay(Retry);
                continue;
            }

            once?.Invoke();
            once = null;
            await go;
            _flight.Clear();
            _next = 1;
            Fill(connection);
            connection.Start();
            await Task.WhenAny(connection.Completion, _done.Task);
            if (_done.Task.IsCompleted)
            {
                await _done.Task;
                await connection.DisconnectAsync();
            }
        }
    }

    public void OnPublication(MqttConnection connection, in MqttPublication publication)
    {
    }

    public void OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
        if (!_flight.Remove(acknowledgement.PacketId, out int sequence))
        {
            return;
        }

        // Below 0x80 is success: a broker without subscribers answers 0x10.
        if (acknowledgement.Code >= 0x80)
        {
            _done.TrySetException(new InvalidOperationException($"{login.Device} was refused with 0x{acknowledgement.Code:x2}: {acknowledgement.Reason}"));
            return;
        }

        load.Acknowledged(index, sequence);
        if (--_left == 0)
        {
            _done.TrySetResult();
        }
    }

    public void OnReceived(MqttConnection connection) => Fill(connection);

    public void OnClosed(MqttConnection connection, string reason)
    {
    }

    private async Task<MqttConnection?> TryOpenAsync()
    {
        try
        {
            return await MqttConnection.OpenAsync(
                new IPEndPoint(IPAddress.Loopback, load.Port),
                new MqttConnectOptions(MqttVersion.V5, login.Device, login.Device, login.Secret, KeepAliveSeconds: 0),
                this,
                CancellationToken.None);
        }
        catch (Exception e) when (e is SocketException or MqttProtocolException)
        {
            // The box is down.
            return null;
        }
    }

    private void Fill(MqttConnection connection)
    {
        for (; _flight.Count < load.InFlight && _next <= load.EventsEach; _next++)
        {
            if (load.IsAcknowledged(index, _next))
            {
                continue;
            }

            ushort id = (ushort)(((_next - 1) % ushort.MaxValue) + 1);
            _flight[id] = _next;
            _payload.Clear();
            load.Encoder.Write(_payload, (ulong)_next);
            connection.Publish(_topic, _payload.Written, id);
        }

        connection.Flush();
    }
}
