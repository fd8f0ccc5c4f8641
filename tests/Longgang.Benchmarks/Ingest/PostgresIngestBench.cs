using Longgang.Benchmarks.Results;

namespace Longgang.Benchmarks.Ingest;

/// <summary>The service on PostgreSQL, fed over MQTT, beside psql's <c>\copy</c>, in turn on one server.</summary>
internal sealed class PostgresIngestBench : IBench
{
    private const int RoundEvents = 200 * BatchSource.Boxes * BatchSource.BatchEvents;
    private const int UsualRuns = 7;

    public string Name => "ingest-postgres";

    public async Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken)
    {
        int runs = context.Runs(UsualRuns);
        List<double> ours = [], copy = [], ratios = [];
        await using PostgresIngest postgres = await PostgresIngest.StartAsync(BatchSource.Boxes);

        // Only the encoded bytes are kept: what generates them is gone before the clock runs. The first round warms both up.
        (ulong First, byte[] Payload)[] batches =
            [.. BatchSource.Generate(RoundEvents * (runs + 1), 2).Select(batch => (batch.Batch.FirstSequence, batch.Payload.ToArray()))];
        int round = 0;
        foreach ((ulong First, byte[] Payload)[] part in batches.Chunk(RoundEvents / BatchSource.BatchEvents))
        {
            double seconds = await postgres.IngestAsync(part);
            (double copySeconds, long copied) = await postgres.CopyAsync();
            if (copied != RoundEvents)
            {
                throw new InvalidOperationException($"{RoundEvents} events were acknowledged and {copied} rows are there.");
            }

            if (round++ > 0)
            {
                ours.Add(copied / seconds);
                copy.Add(copied / copySeconds);
                ratios.Add(copySeconds / seconds);
            }
        }

        (long lost, long doubled) = await postgres.CheckAsync((long)RoundEvents * round);
        return new BenchResult(
            Name,
            Machine.Describe(Path.GetTempPath()),
            [
                BenchRow.Of("ours-postgres", "events, MQTT to acknowledgement", "1/s", ours),
                BenchRow.Of("copy", "events, psql copy of the same rows", "1/s", copy),
            ],
            new Dictionary<string, double> { ["ours-postgres/copy"] = BenchRow.Of("", "", "", ratios).Median },
            new Dictionary<string, long> { ["lost"] = lost, ["duplicated"] = doubled });
    }
}
