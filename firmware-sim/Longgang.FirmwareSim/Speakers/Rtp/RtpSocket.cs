using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;

namespace Longgang.FirmwareSim.Speakers.Rtp;

/// <summary>Opens UDP sockets for speakers.</summary>
public static class RtpSocket
{
    private const int ReceiveBuffer = 1 << 17;

    /// <summary>The IPv4 addresses of all interfaces that are up, loopback among them.</summary>
    public static IReadOnlyList<IPAddress> AllInterfaces() =>
        [.. NetworkInterface.GetAllNetworkInterfaces().Where(card => card.OperationalStatus is OperationalStatus.Up or OperationalStatus.Unknown)
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(address => address.Address)
            .Where(address => address.AddressFamily == AddressFamily.InterNetwork)];

    /// <summary>Listens; on a multicast address together with others, on these interfaces.</summary>
    /// <exception cref="SocketException">Somebody else listens there, or an interface takes no part in multicast.</exception>
    public static Socket Listen(IPEndPoint endpoint, IReadOnlyList<IPAddress> interfaces)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            socket.ReceiveBufferSize = ReceiveBuffer;
            if (endpoint.Address.GetAddressBytes()[0] is >= 224 and < 240)
            {
                // Bound to the group itself, a socket hears this group alone, also where several groups share a port.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(endpoint);
                foreach (IPAddress address in interfaces)
                {
                    socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.AddMembership, new MulticastOption(endpoint.Address, address));
                }
            }
            else
            {
                socket.Bind(endpoint);
            }

            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
