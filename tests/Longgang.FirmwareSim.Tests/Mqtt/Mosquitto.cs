using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Longgang.FirmwareSim.Tests.Mqtt;

/// <summary>A real broker in a folder of its own.</summary>
internal sealed class Mosquitto : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lgsim-mosquitto-");
    private readonly Process _process;

    private Mosquitto(int port, string settings)
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, port);
        string config = Path.Combine(_folder.FullName, "mosquitto.conf");
        File.WriteAllText(config, $"listener {port} 127.0.0.1\nlog_dest none\n{settings}\n");
        _process = Process.Start(new ProcessStartInfo("mosquitto", ["-c", config]))!;
    }

    public IPEndPoint EndPoint { get; }

    public static async Task<Mosquitto> StartAsync(string settings = "allow_anonymous true")
    {
        var broker = new Mosquitto(TestPorts.Next(), settings);
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (true)
        {
            try
            {
                using var probe = new TcpClient();
                await probe.ConnectAsync(broker.EndPoint, late.Token);
                return broker;
            }
            catch (SocketException)
            {
                Assert.False(broker._process.HasExited, "mosquitto ended instead of listening");
                await Task.Yield();
            }
        }
    }

    public void Kill() => _process.Kill();

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}
