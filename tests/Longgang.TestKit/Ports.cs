using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Longgang.TestKit;

/// <summary>Loopback ports for servers that must be told one.</summary>
public static class Ports
{
    /// <summary>A port that nobody listens on now.</summary>
    public static int Free()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>
    /// A port that nobody listens on now, for a server that is killed and started again: outside of the range from which the system takes
    /// the ports of outgoing connections, so that none of them sits on it when the server comes back.
    /// </summary>
    public static int Lasting()
    {
        while (true)
        {
            int port = RandomNumberGenerator.GetInt32(15_000, 32_000);
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Another one, then.
            }
        }
    }

    /// <summary>Waits until somebody listens on the port.</summary>
    /// <exception cref="TimeoutException">Nobody did; the message holds what the process said.</exception>
    public static async Task WaitUntilOpenAsync(int port, ProductProcess process, TimeSpan timeout)
    {
        using var limit = new CancellationTokenSource(timeout);
        while (!process.HasExited && !limit.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, port, limit.Token);
                return;
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
            }
        }

        throw new TimeoutException($"Nobody listens on port {port} after {timeout}.\n{process.Output}");
    }
}
