using System.Net;
using System.Net.Sockets;

namespace Longgang.FirmwareSim.Processes;

/// <summary>
/// Finds free loopback ports below the ephemeral range: a port has to stay free while its process is dead, and in the ephemeral range one
/// of thousands of reconnecting clients would take it, or even connect to itself.
/// </summary>
public static class FreePorts
{
    private const int First = 20_000;
    private const int Last = 32_000;

    public static int[] Take(int count, Random random)
    {
        var ports = new List<int>();
        for (int port = First + random.Next(Last - First - 2000); ports.Count < count; port++)
        {
            if (port > Last)
            {
                throw new InvalidOperationException($"no {count} free ports between {First} and {Last}");
            }

            if (IsFree(port))
            {
                ports.Add(port);
            }
        }

        return [.. ports];
    }

    private static bool IsFree(int port)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
