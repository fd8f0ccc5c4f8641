using System.Text;
using System.Text.Json;

namespace Longgang.Benchmarks.Fanout;

/// <summary>The cloud's live feed, read by somebody who waits for an announcement to have begun everywhere.</summary>
internal sealed class LiveCoverage : IAsyncDisposable
{
    private const string Data = "data: ";

    private readonly HttpResponseMessage _response;
    private readonly StreamReader _reader;

    private LiveCoverage(HttpResponseMessage response, StreamReader reader) => (_response, _reader) = (response, reader);

    /// <summary>Reads up to the line that says where the feed begins.</summary>
    public static async Task<LiveCoverage> BeginAsync(HttpResponseMessage response)
    {
        var live = new LiveCoverage(response, new StreamReader(await response.Content.ReadAsStreamAsync(), Encoding.UTF8));
        await live._reader.ReadLineAsync();
        return live;
    }

    /// <summary>Waits until that many speakers have begun, or played already.</summary>
    /// <returns>When it was read, a timestamp of the monotonic clock; null when the limit comes first.</returns>
    public async Task<long?> UntilStartedAsync(string announcement, int speakers, TimeSpan limit)
    {
        using var over = new CancellationTokenSource(limit);
        try
        {
            while (await _reader.ReadLineAsync(over.Token) is { } line)
            {
                long now = TimeProvider.System.GetTimestamp();
                if (line.StartsWith(Data, StringComparison.Ordinal) && CountStarted(line.AsMemory(Data.Length), announcement) >= speakers)
                {
                    return now;
                }
            }

            throw new InvalidOperationException("The cloud has ended its live feed.");
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _reader.Dispose();
        _response.Dispose();
        return ValueTask.CompletedTask;
    }

    private static int CountStarted(ReadOnlyMemory<char> json, string announcement)
    {
        using JsonDocument document = JsonDocument.Parse(json);
        JsonElement change = document.RootElement;
        if (!change.TryGetProperty("what", out JsonElement what) || what.GetString() != "coverage" || change.GetProperty("announcement").GetString() != announcement)
        {
            return 0;
        }

        return change.GetProperty("total").GetProperty("states").EnumerateObject()
            .Where(static state => state.Name is "started" or "finished").Sum(static state => state.Value.GetInt32());
    }
}
