using System.Globalization;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Tests;

namespace Longgang.Benchmarks.Ingest;

/// <summary>Generated batches as boxes send them.</summary>
internal static class BatchSource
{
    public const int BatchEvents = 256;
    public const int Boxes = 4;

    /// <summary>Batches of four boxes, their events spread over 1,859 sentinels.</summary>
    public static IEnumerable<IngestItem.Readable> Generate(int events, int seed)
    {
        var random = new Random(seed);
        BatchFactory[] boxes = [.. Enumerable.Range(1, Boxes).Select(i => new BatchFactory($"gw-{i:000}", (UInt128)(ulong)i))];
        var next = new ulong[1859];
        var sequences = new ulong[boxes.Length];
        for (int made = 0; made < events; made += BatchEvents)
        {
            int box = made / BatchEvents % boxes.Length;
            yield return boxes[box].Item(sequences[box] + 1, Enumerable.Range(0, BatchEvents).Select(_ =>
            {
                int device = (random.Next(465) * 4) + box;
                device = device >= next.Length ? box : device;
                return BatchFactory.Scan(string.Create(CultureInfo.InvariantCulture, $"sentinel-{device:0000}"), ++next[device]);
            }));
            sequences[box] += BatchEvents;
        }
    }
}
