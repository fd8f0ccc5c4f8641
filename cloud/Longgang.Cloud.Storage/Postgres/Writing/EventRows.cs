using Longgang.Cloud.Storage.Books;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>Scans and readings as rows for COPY. The columns stand in one order here and in the statement.</summary>
internal sealed class EventRows
{
    public const string CopyScans =
        "COPY scans (id, sequence, area, epoch, seq, device_us, box_us, monotonic_us, tested_s, sampled_s, as_of_s, day, device, outbox, temperature, policy, "
        + "quality, direction, credential, colour, test_result, verdict, gate_opened, person, masked, reasons) FROM STDIN (FORMAT BINARY)";

    public const string CopyReadings =
        "COPY readings (id, sequence, area, epoch, seq, device_us, box_us, monotonic_us, value, device, outbox, quality, quantity, unit) FROM STDIN (FORMAT BINARY)";

    private const short ScanColumns = 26;
    private const short ReadingColumns = 14;

    public CopyBuffer Scans { get; } = new();

    public CopyBuffer Readings { get; } = new();

    public void Clear()
    {
        Scans.Clear();
        Readings.Clear();
    }

    public void AddScan(Event item, long id, long sequence, long area, int day, int device, int outbox, int? policy)
    {
        Scan scan = item.Scan;
        Scans.BeginRow(ScanColumns);
        WriteCommon(Scans, item, id, sequence, area)
            .Write(scan.TestedUnixS).Write(scan.SampledUnixS).Write(scan.AsOfUnixS).Write(day).Write(device).Write(outbox).Write(scan.TemperatureCentiCelsius);
        _ = policy is { } known ? Scans.Write(known) : Scans.WriteNull();
        Scans.Write((short)item.Time.Quality).Write((short)scan.Direction).Write((short)scan.Credential).Write((short)scan.Colour)
            .Write((short)scan.TestResult).Write((short)scan.Verdict).Write(scan.GateOpened);
        _ = scan.Person.Length == 0 ? Scans.WriteNull() : Scans.Write(scan.Person.Span);
        Scans.Write(scan.Masked.Length == 0 ? null : scan.Masked).Write(ReasonList.Format(scan.Reasons));
    }

    public void AddReading(Event item, long id, long sequence, long area, int device, int outbox)
    {
        Readings.BeginRow(ReadingColumns);
        WriteCommon(Readings, item, id, sequence, area)
            .Write(item.Reading.Value).Write(device).Write(outbox).Write((short)item.Time.Quality).Write(item.Reading.Quantity).Write(item.Reading.Unit);
    }

    private static CopyBuffer WriteCommon(CopyBuffer row, Event item, long id, long sequence, long area) =>
        row.Write(id).Write(sequence).Write(area).Write((long)item.DeviceEpoch).Write((long)item.DeviceSequence)
            .Write(item.Time.DeviceUnixUs).Write(item.Time.BoxUnixUs).Write((long)item.Time.MonotonicUs);
}
