using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>Opens the sockets that streams leave by.</summary>
internal static class RtpSockets
{
    /// <summary>A socket for one address. Connected, so that a speaker's host which refuses the packets is heard.</summary>
    /// <exception cref="SocketException">There is no way to the address.</exception>
    public static Socket Open(IPEndPoint address, RtpSpeakerOptions options)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { Blocking = false };
        try
        {
            bool isMulticast = address.AddressFamily == AddressFamily.InterNetwork ? (address.Address.GetAddressBytes()[0] & 0xF0) == 0xE0 : address.Address.IsIPv6Multicast;
            IPAddress? local = options.LocalAddress.Length > 0 ? IPAddress.Parse(options.LocalAddress) : null;
            if (local?.AddressFamily == address.AddressFamily)
            {
                socket.Bind(new IPEndPoint(local, 0));
            }

            if (isMulticast && address.AddressFamily == AddressFamily.InterNetwork)
            {
                socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastTimeToLive, options.MulticastTtl);
                if (local?.AddressFamily == AddressFamily.InterNetwork)
                {
                    socket.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, BinaryPrimitives.ReadInt32LittleEndian(local.GetAddressBytes()));
                }
            }
            else if (isMulticast)
            {
                socket.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastTimeToLive, options.MulticastTtl);
            }

            socket.Connect(address);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
