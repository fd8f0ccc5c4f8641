using System.Globalization;
using Longgang.FirmwareSim.Measure;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Load;

/// <summary>Connects, fills every window, measures acknowledgements, disconnects.</summary>
public sealed class LoadRunner(LoadOptions options, TimeProvider time)
{
    private static readonly TimeSpan _connectTimeout = TimeSpan.FromSeconds(15);

    public async Task<LoadResult> RunAsync(CancellationToken stop)
    {
        var latency = new LatencyHistogram();
        var encoder = new ReadingEncoder(options.Epoch, time.GetUtcNow(), options.Size);
        long start = time.GetTimestamp();
        LoadConnection[] connections = await ConnectAsync(encoder, latency, stop).ConfigureAwait(false);
        double connectSeconds = time.GetElapsedTime(start).TotalSeconds;
        foreach (LoadConnection connection in connections)
        {
            connection.Begin();
            // Receiving starts when the window is full: until then nobody else touches the connection.
            connection.Connection!.Start();
        }

        await Task.Delay(options.WarmUp, time, stop).ConfigureAwait(false);
        latency.Clear();
        long before = connections.Sum(c => c.Acknowledged);
        TimeSpan cpuBefore = Environment.CpuUsage.TotalTime;
        start = time.GetTimestamp();
        await Task.Delay(options.Length, time, stop).ConfigureAwait(false);
        long acknowledged = connections.Sum(c => c.Acknowledged) - before;
        TimeSpan length = time.GetElapsedTime(start);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - cpuBefore;
        foreach (LoadConnection connection in connections)
        {
            connection.Stop();
        }

        int broken = connections.Count(c => c.Broken);
        await Task.WhenAll(connections.Select(c => c.Connection!.DisconnectAsync())).ConfigureAwait(false);
        return new LoadResult(
            connections.Length, options.Size, options.InFlight, Math.Round(length.TotalSeconds, 3), acknowledged,
            Math.Round(acknowledged / length.TotalSeconds, 1), connections.Sum(c => c.Refused), broken,
            Math.Round(connectSeconds, 3), latency.Summarize(), Math.Round(cpu.TotalSeconds, 2));
    }

    private async Task<LoadConnection[]> ConnectAsync(ReadingEncoder encoder, LatencyHistogram latency, CancellationToken stop)
    {
        (string Device, string? Secret)[] devices = Devices();
        var opening = new Task<LoadConnection>[devices.Length];
        long start = time.GetTimestamp();
        for (int i = 0; i < devices.Length; i++)
        {
            TimeSpan due = TimeSpan.FromSeconds((double)i / options.ConnectRate) - time.GetElapsedTime(start);
            if (due > TimeSpan.FromMilliseconds(5))
            {
                await Task.Delay(due, time, stop).ConfigureAwait(false);
            }

            opening[i] = OpenAsync(devices[i].Device, devices[i].Secret, encoder, latency, stop);
        }

        return await Task.WhenAll(opening).ConfigureAwait(false);
    }

    private async Task<LoadConnection> OpenAsync(
        string device, string? secret, ReadingEncoder encoder, LatencyHistogram latency, CancellationToken stop)
    {
        using var timeout = new CancellationTokenSource(_connectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, stop);
        var connection = new LoadConnection(Insert(options.TopicTemplate, device)!, options.InFlight, encoder, latency, time);
        var connect = new MqttConnectOptions(
            options.Version, device, Insert(options.User, device), secret ?? Insert(options.Password, device), KeepAliveSeconds: 0);
        connection.Connection = await MqttConnection.OpenAsync(options.Endpoint, connect, connection, either.Token).ConfigureAwait(false);
        return connection;
    }

    private (string Device, string? Secret)[] Devices()
    {
        if (options.DevicesFile is null)
        {
            return [.. Enumerable.Range(1, options.Connections).Select(n => (
                options.DeviceTemplate.Replace("{n}", n.ToString("D4", CultureInfo.InvariantCulture), StringComparison.Ordinal), (string?)null))];
        }

        (string, string?)[] devices = [.. File.ReadLines(options.DevicesFile).Where(l => l.Length > 0).Take(options.Connections)
            .Select(l => l.Split(' ', 2)).Select(w => (w[0], w.Length > 1 ? w[1] : null))];
        return devices.Length == options.Connections ? devices
            : throw new InvalidDataException($"{options.DevicesFile} names {devices.Length} devices for {options.Connections} connections");
    }

    private static string? Insert(string? template, string device) => template?.Replace("{device}", device, StringComparison.Ordinal);
}
