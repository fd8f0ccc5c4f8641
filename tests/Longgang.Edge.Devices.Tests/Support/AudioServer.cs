using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>A cloud that gives audio over HTTP, as badly as it is told to. Speaks HTTP/1.1 by hand.</summary>
internal sealed class AudioServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public AudioServer(byte[] file)
    {
        File = file;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public byte[] File { get; set; }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    public Longgang.Contracts.Wire.Audio Audio => new() { Sha256 = Google.Protobuf.ByteString.CopyFrom(SHA256.HashData(File)), Bytes = (ulong)File.Length, MediaType = "audio/wav" };

    /// <summary>What an answer may carry before the connection is cut: one entry a request, then nothing is cut.</summary>
    public ConcurrentQueue<int> Cuts { get; } = new();

    /// <summary>Answers that nothing follows for ever: one entry a request.</summary>
    public ConcurrentQueue<int> Stalls { get; } = new();

    public bool IgnoresRange { get; set; }

    public string? Tag { get; set; } = "\"one\"";

    public int Status { get; set; }

    /// <summary>Position of a byte that is sent wrongly.</summary>
    public int? Damages { get; set; }

    /// <summary>The heads of all requests.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public long SentBytes;

    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _accepting.ContinueWith(_ => { }, TaskScheduler.Default).Wait(TimeSpan.FromSeconds(5));
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            TcpClient client;
            try
            {
                client = await _listener.AcceptTcpClientAsync(_stop.Token);
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient _ = client;
        NetworkStream stream = client.GetStream();
        using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
        try
        {
            var head = new StringBuilder();
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } line)
            {
                head.Append(line).Append('\n');
            }

            if (head.Length == 0)
            {
                return;
            }

            string request = head.ToString();
            Requests.Enqueue(request);
            await AnswerAsync(stream, request);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
        }
    }

    private async Task AnswerAsync(NetworkStream stream, string request)
    {
        if (Status != 0)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {Status} No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            return;
        }

        int from = 0;
        string? ifRange = Header("If-Range");
        if (Header("Range") is { } range && !IgnoresRange && (ifRange is null || ifRange == Tag))
        {
            from = int.Parse(range["bytes=".Length..^1], CultureInfo.InvariantCulture);
        }

        byte[] body = File[from..];
        if (Damages is { } at && at >= from)
        {
            body = [.. body];
            body[at - from] ^= 0x55;
        }

        string status = from > 0 ? $"206 Partial Content\r\nContent-Range: bytes {from}-{File.Length - 1}/{File.Length}" : "200 OK";
        string tag = Tag is null ? string.Empty : $"ETag: {Tag}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: audio/wav\r\n{tag}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        int send = Cuts.TryDequeue(out int cut) ? Math.Min(cut, body.Length) : body.Length;
        bool stalls = Stalls.TryDequeue(out int stall);
        send = stalls ? Math.Min(stall, send) : send;
        await stream.WriteAsync(body.AsMemory(0, send));
        Interlocked.Add(ref SentBytes, send);
        if (stalls)
        {
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        string? Header(string name) => request.Split('\n').Where(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 2)..]).FirstOrDefault();
    }
}
