using System.Net.ServerSentEvents;
using System.Text.Json;
using System.Threading.Channels;

namespace Longgang.FirmwareSim.Cloud;

/// <summary>A duty officer's screen: listens to <c>/v1/live</c> and comes back with Last-Event-ID whenever the connection breaks.</summary>
public sealed class LiveListener(CloudClient cloud, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(200);

    private readonly Channel<AlertSighting> _sightings = Channel.CreateBounded<AlertSighting>(
        new BoundedChannelOptions(100_000) { SingleReader = true });

    private long _last;
    private int _connects;

    /// <summary>Every alert change, in the order of arrival.</summary>
    public ChannelReader<AlertSighting> Sightings => _sightings.Reader;

    public int Connects => Volatile.Read(ref _connects);

    public bool Connected { get; private set; }

    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                // From change 0 on: nothing that was raised before the first connection is missed.
                using HttpResponseMessage response = await cloud.LiveAsync(_last, stop).ConfigureAwait(false);
                Connected = true;
                Interlocked.Increment(ref _connects);
                Stream stream = await response.Content.ReadAsStreamAsync(stop).ConfigureAwait(false);
                await foreach (SseItem<string> item in SseParser.Create(stream).EnumerateAsync(stop).ConfigureAwait(false))
                {
                    if (item.EventType == "alert")
                    {
                        await _sightings.Writer.WriteAsync(Read(item.Data, time.GetTimestamp()), stop).ConfigureAwait(false);
                    }
                }
            }
            catch (Exception e) when (e is HttpRequestException or IOException && !stop.IsCancellationRequested)
            {
                // The cloud is down or was killed: come back.
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                break;
            }

            Connected = false;
            await PauseAsync(stop).ConfigureAwait(false);
        }
    }

    private AlertSighting Read(string data, long now)
    {
        using var document = JsonDocument.Parse(data);
        JsonElement root = document.RootElement;
        JsonElement alert = root.GetProperty("alert");
        _last = root.GetProperty("change").GetInt64();
        return new AlertSighting(
            _last, root.GetProperty("what").GetString()!, alert.GetProperty("id").GetString()!,
            alert.TryGetProperty("device", out JsonElement device) ? device.GetString() ?? string.Empty : string.Empty,
            Number(alert, "epoch"), Number(alert, "seq"), now);

        static ulong Number(JsonElement alert, string name) =>
            alert.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.Number ? value.GetUInt64() : 0;
    }

    private async Task PauseAsync(CancellationToken stop)
    {
        try
        {
            await Task.Delay(_pause, time, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The loop ends by itself.
        }
    }
}
