using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Tests.Truth;

public sealed class TruthTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Compare_EverythingStoredOnce_FindsNothing()
    {
        TruthTable table = Table("K d 1 1 10 20", "K d 1 2 11 21", "K e 3 1 12 22");
        table.AddStored("d", 1, 1);
        table.AddStored("d", 1, 2);
        table.AddStored("e", 3, 1);
        TruthVerdict verdict = TruthComparison.Compare(table);
        Assert.Equivalent(new TruthVerdict(3, 3, 0, 0, 0, 0, []), verdict, strict: true);
    }

    [Fact]
    public void Compare_AnAcknowledgedScanIsMissing_NamesIt()
    {
        TruthTable table = Table("K d 1 1 10 20", "K d 1 2 11 21");
        table.AddStored("d", 1, 2);
        TruthVerdict verdict = TruthComparison.Compare(table);
        Assert.Equal(1, verdict.Missing);
        Assert.Equal("lost: d epoch 1 seq 1", Assert.Single(verdict.Examples));
    }

    [Fact]
    public void Compare_AScanOfAnotherEpoch_DoesNotStandInForIt()
    {
        TruthTable table = Table("K d 1 1 10 20");
        table.AddStored("d", 2, 1);
        TruthVerdict verdict = TruthComparison.Compare(table);
        Assert.Equal((1, 1), (verdict.Missing, verdict.Unacknowledged));
    }

    [Fact]
    public void Compare_StoredThreeTimes_CountsTwoSurplusCopies()
    {
        TruthTable table = Table("K d 1 1 10 20");
        table.AddStored("d", 1, 1);
        table.AddStored("d", 1, 1);
        table.AddStored("d", 1, 1);
        TruthVerdict verdict = TruthComparison.Compare(table);
        Assert.Equal((1, 2, 0), (verdict.Stored, verdict.Duplicated, verdict.Missing));
    }

    [Fact]
    public void Compare_SentAndNothingHeard_IsRightEitherWay()
    {
        TruthTable table = Table("U d 1 1 10", "U d 1 2 10");
        table.AddStored("d", 1, 2);
        TruthVerdict verdict = TruthComparison.Compare(table);
        Assert.Equal((0, 0, 1), (verdict.Missing, verdict.Duplicated, verdict.Unacknowledged));
    }

    [Fact]
    public void Apply_RefusedAfterItWasAcknowledged_IsNotAccepted()
    {
        TruthTable table = Table("K d 1 1 10 20", "R d 1 1 id-check-digit");
        Assert.Equal(0, table.Accepted);
        Assert.Equal(1, table.Refused["id-check-digit"]);
        Assert.Equal(0, TruthComparison.Compare(table).Missing);
        table.AddStored("d", 1, 1);
        Assert.Equal(1, TruthComparison.Compare(table).RefusedStored);
    }

    [Fact]
    public void Apply_AcknowledgedTwice_IsAcceptedOnce() => Assert.Equal(1, Table("K d 1 1 10 20", "K d 1 1 10 30").Accepted);

    [Fact]
    public void ReadInto_AFileThatGrows_TakesEveryLineOnce()
    {
        var table = new TruthTable();
        using var writer = new TruthWriter(_path);
        using var tail = new TruthTail(_path);
        for (ulong sequence = 1; sequence <= 5000; sequence++)
        {
            writer.Kept("sentinel-0001"u8, 1, sequence, 100, 200);
            if (sequence % 777 == 0)
            {
                writer.Flush();
                tail.ReadInto(table);
                Assert.Equal((long)sequence, table.Accepted);
            }
        }

        writer.Refused("sentinel-0001"u8, 1, 5001, "malformed-json");
        writer.Unknown("sentinel-0001"u8, 1, 5002, 300);
        writer.Flush();
        tail.ReadInto(table);
        Assert.Equal(5000, table.Accepted);
        DeviceTruth device = table.Find("sentinel-0001", 1)!;
        Assert.Equal((SequenceState.Kept, 100), (device.State(4999), device.SentAt(4999)));
        Assert.Equal(SequenceState.Refused, device.State(5001));
        Assert.Equal((SequenceState.Unknown, 300), (device.State(5002), device.SentAt(5002)));
    }

    [Fact]
    public void ReadInto_HalfALine_WaitsForTheRest()
    {
        var table = new TruthTable();
        using var tail = new TruthTail(_path);
        File.AppendAllText(_path, "K d 1 1 10 20\nK d 1 ");
        tail.ReadInto(table);
        Assert.Equal(1, table.Accepted);
        File.AppendAllText(_path, "2 10 20\n");
        tail.ReadInto(table);
        Assert.Equal(2, table.Accepted);
    }

    private static TruthTable Table(params string[] lines)
    {
        var table = new TruthTable();
        Array.ForEach(lines, table.Apply);
        return table;
    }
}
