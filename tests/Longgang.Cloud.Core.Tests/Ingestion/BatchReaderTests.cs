using CsCheck;
using Google.Protobuf;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Tests;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Ingestion;

public sealed class BatchReaderTests
{
    private static readonly BatchFactory Box = new();

    [Fact]
    public void Read_AnyDamage_AlwaysAnAnswer()
    {
        byte[] whole = BatchFactory.Encode(Box.Scans(1, 20).Batch);
        using var reader = new BatchReader();
        Gen.Select(Gen.Int[0, whole.Length], Gen.Int[0, whole.Length - 1], Gen.Byte, Gen.Bool).Sample(
            (length, at, value, checksummed) =>
            {
                byte[] damaged = whole[..length];
                if (at < length)
                {
                    damaged[at] = value;
                }

                BatchReading reading = reader.Read(Received(damaged, checksummed ? Crc32C.Compute(whole) : null));

                Assert.True(reading.Item is not null ^ reading.Answer is not null);
                if (!damaged.AsSpan().SequenceEqual(whole) && checksummed)
                {
                    Assert.Equal(AckStatus.Corrupt, reading.Answer?.Status);
                }
            },
            threads: 1);
    }

    [Fact]
    public void Read_EventsDoNotParse_HeaderIsSalvaged()
    {
        byte[] encoded = Box.Scans(7, 3).Batch.ToByteArray();
        Array.Fill(encoded, (byte)0xFF, encoded.Length - 30, 30);
        using var compressor = new ZstdSharp.Compressor();
        using var reader = new BatchReader();

        BatchReading reading = reader.Read(Received(compressor.Wrap(encoded).ToArray(), null));

        var unreadable = Assert.IsType<IngestItem.Unreadable>(reading.Item);
        Assert.Equal(new BatchIdentity(Box.Outbox, Lane.Record, 7, 3), unreadable.Identity);
    }

    [Fact]
    public void Read_LaneOfAnotherTopic_Unreadable()
    {
        using var reader = new BatchReader();

        BatchReading reading = reader.Read(Received(BatchFactory.Encode(new BatchFactory(lane: Lane.Alert).Make(1, BatchFactory.Scan("s", 1))), null));

        Assert.Contains("lane", Assert.IsType<IngestItem.Unreadable>(reading.Item).Reason, StringComparison.Ordinal);
    }

    private static ReceivedBatch Received(byte[] payload, uint? crc) =>
        new(Box.Gateway, Lane.Record, payload, crc, null, BatchFactory.Start, new NoRoute());

    private sealed class NoRoute : IAckRoute
    {
        public ValueTask SendAsync(Acks acks, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
