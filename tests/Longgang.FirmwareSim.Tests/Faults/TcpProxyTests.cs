using System.Net;
using System.Net.Sockets;
using Longgang.FirmwareSim.Faults;

namespace Longgang.FirmwareSim.Tests.Faults;

public sealed class TcpProxyTests : IAsyncDisposable
{
    private static readonly IPEndPoint _any = new(IPAddress.Loopback, 0);

    private readonly TcpListener _target = new(_any);
    private readonly TcpProxy _proxy;
    private readonly CancellationTokenSource _late = new(TimeSpan.FromSeconds(10));

    public TcpProxyTests()
    {
        _target.Start();
        _proxy = new TcpProxy(_any, _target.LocalEndpoint);
        _proxy.Start();
    }

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _target.Dispose();
        _late.Dispose();
    }

    [Fact]
    public async Task Open_PassesBothWays()
    {
        (Socket client, Socket server) = await LinkAsync();
        using (client)
        using (server)
        {
            await EchoAsync(client, server, 1);
            await EchoAsync(server, client, 2);
        }
    }

    [Fact]
    public async Task Open_OneSideCloses_TheOtherSeesIt()
    {
        (Socket client, Socket server) = await LinkAsync();
        using (client)
        using (server)
        {
            server.Close();
            Assert.Equal(0, await ReceiveAsync(client));
        }
    }

    [Fact]
    public async Task Cut_ClosesConnectionsAndNewOnes_AndOpensAgain()
    {
        (Socket client, Socket server) = await LinkAsync();
        using (client)
        using (server)
        {
            _proxy.Switch(LinkMode.Cut);
            Assert.Equal(0, await ReceiveAsync(client));
            using Socket refused = await ConnectAsync();
            Assert.Equal(0, await ReceiveAsync(refused));
        }

        _proxy.Switch(LinkMode.Open);
        (client, server) = await LinkAsync();
        using (client)
        using (server)
        {
            await EchoAsync(client, server, 3);
        }
    }

    [Fact]
    public async Task Blackhole_HoldsBytesUntilItOpens()
    {
        (Socket client, Socket server) = await LinkAsync();
        using (client)
        using (server)
        {
            await EchoAsync(client, server, 1);
            _proxy.Switch(LinkMode.Blackhole);
            await client.SendAsync(new byte[] { 9 }, _late.Token);
            ValueTask<int> receiving = server.ReceiveAsync(new byte[1], _late.Token);
            Assert.False(receiving.IsCompleted);
            _proxy.Switch(LinkMode.Open);
            Assert.Equal(1, await receiving);
        }
    }

    [Fact]
    public async Task Open_TargetDown_ClosesTheClient()
    {
        _target.Stop();
        using Socket client = await ConnectAsync();
        Assert.Equal(0, await ReceiveAsync(client));
    }

    private async Task<(Socket Client, Socket Server)> LinkAsync()
    {
        Socket client = await ConnectAsync();
        return (client, await _target.AcceptSocketAsync(_late.Token));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(_proxy.EndPoint, _late.Token);
        return socket;
    }

    private async Task EchoAsync(Socket from, Socket to, byte value)
    {
        await from.SendAsync(new[] { value }, _late.Token);
        byte[] received = new byte[1];
        Assert.Equal(1, await to.ReceiveAsync(received, _late.Token));
        Assert.Equal(value, received[0]);
    }

    // 0 also when the end came as a reset.
    private async Task<int> ReceiveAsync(Socket socket)
    {
        try
        {
            return await socket.ReceiveAsync(new byte[1], _late.Token);
        }
        catch (SocketException)
        {
            return 0;
        }
    }
}
