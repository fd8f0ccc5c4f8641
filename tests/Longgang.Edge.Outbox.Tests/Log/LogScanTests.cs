using CsCheck;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Log;

public sealed class LogScanTests
{
    private readonly SimulatedDisk _disk = new() { Recording = false };

    [Fact]
    public void Read_TornTail_IsCutWithoutComplaint()
    {
        SimFile file = Write(5, 3);
        LogImage whole = LogScan.Read(file);
        file.Content[whole.Tail - 100] ^= 1; // the last page of the last transaction
        LogImage torn = LogScan.Read(file);
        Assert.Null(torn.Damage);
        Assert.Null(whole.TornTail);
        Assert.NotNull(torn.TornTail);
        Assert.Equal((4UL, 12), (torn.Transactions, torn.Pages.Count));
    }

    [Fact]
    public void Read_SlotOfTheNewestEpochBroken_IsDamageAndNotTheEpochBefore()
    {
        SimFile file = Write(5, 3);
        using (LogStream log = LogStream.Open(file))
        {
            log.SetLength(0);
            Append(log, 2, 2);
        }

        file.Content[3] ^= 1; // epoch 2 lies in slot 0
        Assert.Contains("epoch 2", LogScan.Read(file).Damage, StringComparison.Ordinal);
        LogImage beyond = LogScan.Read(file, beyondDamage: true);
        Assert.Equal((2UL, 4), (beyond.Epoch, beyond.Pages.Count));
        file.Content[LogFormat.BlockBytes + 3] ^= 1; // and the other one
        Assert.Equal(4, LogScan.Read(file, beyondDamage: true).Pages.Count);
    }

    [Fact]
    public void Read_PageChangedAfterItWasWritten_IsDamage()
    {
        SimFile file = Write(1, 3);
        using LogStream log = LogStream.Open(file);
        file.Content[LogFormat.GroupsStart + LogFormat.PageOffset(1) + 77] ^= 4;
        var page = new byte[LogFormat.PageBytes];
        log.Position = LogFormat.PageBytes;
        Assert.Throws<StoreDamagedException>(() => log.Read(page, 0, page.Length));
    }

    [Fact]
    public void Read_BrokenInTheMiddle_IsDamage()
    {
        SimFile file = Write(5, 3);
        file.Content[LogFormat.GroupsStart + LogFormat.TransactionBytes(3) + 5000] ^= 1;
        LogImage image = LogScan.Read(file);
        Assert.Contains("transaction 1", image.Damage, StringComparison.Ordinal);
        Assert.Equal(3, image.Pages.Count);
        LogImage beyond = LogScan.Read(file, beyondDamage: true);
        Assert.Equal(12, beyond.Pages.Count);
    }

    [Fact]
    public void Read_LeftoversOfAnEarlierEpoch_AreIgnored()
    {
        SimFile file = Write(5, 3);
        using (LogStream log = LogStream.Open(file))
        {
            log.SetLength(0);
            Append(log, 1, 2);
        }

        LogImage image = LogScan.Read(file);
        Assert.Equal((2UL, 1UL, 2), (image.Epoch, image.Transactions, image.Pages.Count));
        Assert.Null(image.Damage);
    }

    [Fact]
    public void Read_FirstTransactionOfAnEpochTorn_IsAnEmptyLogAndNotDamage()
    {
        SimFile file = Write(5, 3);
        using (LogStream log = LogStream.Open(file))
        {
            log.SetLength(0);
            Append(log, 1, 2);
        }

        file.Content[LogFormat.GroupsStart + 6000] ^= 1;
        LogImage image = LogScan.Read(file);
        Assert.Null(image.Damage);
        Assert.Empty(image.Pages);
    }

    [Fact]
    public void Read_OneEpochSlotTorn_TakesTheOther()
    {
        SimFile file = Write(2, 1);
        using (LogStream log = LogStream.Open(file))
        {
            log.SetLength(0);
        }

        file.Content[3] ^= 1; // epoch 2 lies in slot 0
        Assert.Equal(1UL, LogScan.Read(file).Epoch);
        file.Content[LogFormat.BlockBytes + 3] ^= 1;
        Assert.NotNull(LogScan.Read(file).Damage);
    }

    [Fact]
    public void Read_TransactionOfManyGroups_ComesBackWholeOrNotAtAll()
    {
        SimFile file = Write(1, (2 * LogFormat.MaxFrames) + 7);
        Assert.Equal((2 * LogFormat.MaxFrames) + 7, LogScan.Read(file).Pages.Count);
        file.Content[LogFormat.GroupsStart + 10_000] ^= 1; // torn in its first group, the later ones are whole
        LogImage torn = LogScan.Read(file);
        Assert.Empty(torn.Pages);
        Assert.Null(torn.Damage);
    }

    [Fact]
    public void Read_AnyBitFlipped_GivesAPrefixOrSaysDamage() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Long, Gen.Int[0, 7]).Sample(
            (transactions, pages, where, bit) =>
            {
                SimFile file = Write(transactions, pages);
                LogImage whole = LogScan.Read(file);
                file.Content[(int)((ulong)where % (ulong)whole.Tail)] ^= (byte)(1 << bit);
                LogImage image = LogScan.Read(file);
                Assert.Equal(whole.Pages.Take(image.Pages.Count), image.Pages);
                if (image.Damage is null)
                {
                    // A flip is either in what nobody reads, or in the last transaction, which cannot be told from a torn one.
                    Assert.InRange(image.Transactions, (ulong)transactions - 1, (ulong)transactions);
                }
            },
            iter: 300);

    [Fact]
    public void Read_AnyPrefixOfTheFile_SaysThatItWasCutAndGivesWhatIsLeft() =>
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 5], Gen.Double[0, 1]).Sample(
            (transactions, pages, part) =>
            {
                SimFile file = Write(transactions, pages);
                file.Resize(LogFormat.GroupsStart + (long)((LogScan.Read(file).Tail - LogFormat.GroupsStart) * part));
                Assert.Contains("cut", LogScan.Read(file).Damage, StringComparison.Ordinal);
                LogImage image = LogScan.Read(file, beyondDamage: true);
                Assert.Equal((int)image.Transactions * pages, image.Pages.Count);
                Assert.Equal((file.Length - LogFormat.GroupsStart) / LogFormat.TransactionBytes(pages), (long)image.Transactions);
            },
            iter: 200);

    [Fact]
    public void Crc_KnownVectors_MatchCastagnoli()
    {
        // RFC 3720, B.4.
        Assert.Equal(0x8A9136AAu, LogFormat.Crc(0, new byte[32]));
        Assert.Equal(0x62A8AB43u, LogFormat.Crc(0, [.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0xE3069283u, LogFormat.Crc(0, "123456789"u8));
    }

    private SimFile Write(int transactions, int pages)
    {
        var file = new SimFile(_disk);
        LogStream.Create(file, LogFormat.GroupsStart + (transactions * LogFormat.TransactionBytes(pages)) + 20_000);
        using LogStream log = LogStream.Open(file);
        Append(log, transactions, pages);
        return file;
    }

    private static void Append(LogStream log, int transactions, int pages)
    {
        var random = new Random(1);
        var page = new byte[LogFormat.PageBytes];
        for (int transaction = 0; transaction < transactions; transaction++)
        {
            for (int index = 0; index < pages; index++)
            {
                random.NextBytes(page);
                page[LogFormat.ConfirmFlag] = (byte)(index == pages - 1 ? 1 : 0);
                log.Position = log.Length;
                log.Write(page, 0, page.Length);
            }

            Assert.True(log.WaitForTransaction(TimeSpan.Zero));
            _ = log.WriteNext();
        }
    }
}
