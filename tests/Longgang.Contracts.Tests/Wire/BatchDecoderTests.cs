using CsCheck;
using Google.Protobuf;
using Longgang.Contracts.Wire;
using ZstdSharp;

namespace Longgang.Contracts.Tests.Wire;

public sealed class BatchDecoderTests : IDisposable
{
    private readonly BatchDecoder _decoder = new();

    public void Dispose() => _decoder.Dispose();

    [Fact]
    public void TryDecode_GoodBatch_GivesItBack()
    {
        Batch batch = Sample();
        byte[] payload = Pack(batch);

        Assert.Equal(BatchFailure.None, _decoder.TryDecode(payload, Crc32C.Compute(payload), out Batch? decoded));
        Assert.Equal(batch, decoded);
    }

    [Fact]
    public void TryDecode_NewerMinorVersionWithUnknownFields_IsTaken()
    {
        Batch batch = Sample();
        batch.Minor = 7;
        byte[] extended = [.. batch.ToByteArray(), 0xFA, 0x07, 0x03, 1, 2, 3]; // field 127, length-delimited

        Assert.Equal(BatchFailure.None, _decoder.TryDecode(Pack(extended), null, out Batch? decoded));
        Assert.Equal(2u, decoded!.Count);
    }

    [Fact]
    public void TryDecode_OtherMajorVersion_IsRefused()
    {
        Batch batch = Sample();
        batch.Major = 2;

        Assert.Equal(BatchFailure.UnsupportedVersion, _decoder.TryDecode(Pack(batch), null, out _));
    }

    [Fact]
    public void TryDecode_AnyFlippedBit_IsCaughtByTheChecksum()
    {
        byte[] payload = Pack(Sample());
        uint crc = Crc32C.Compute(payload);
        Gen.Int[0, payload.Length * 8 - 1].Sample(bit =>
        {
            byte[] damaged = [.. payload];
            damaged[bit / 8] ^= (byte)(1 << (bit % 8));
            return new BatchDecoder().TryDecode(damaged, crc, out _) == BatchFailure.ChecksumMismatch;
        });
    }

    [Fact]
    public void TryDecode_RandomBytes_NeverThrows() =>
        Gen.Byte.Array[0, 400].Sample(bytes =>
        {
            using var decoder = new BatchDecoder();
            return decoder.TryDecode(bytes, null, out _) != BatchFailure.None;
        });

    [Fact]
    public void TryDecode_MutatedProtobuf_NeverThrows()
    {
        byte[] encoded = Sample().ToByteArray();
        Gen.Select(Gen.Int[0, encoded.Length - 1], Gen.Byte).Sample((position, value) =>
        {
            byte[] mutated = [.. encoded];
            mutated[position] = value;
            using var decoder = new BatchDecoder();
            decoder.TryDecode(Pack(mutated), null, out _);
        });
    }

    [Fact]
    public void TryDecode_DecompressionBomb_IsRefusedBeforeItIsUnpacked()
    {
        byte[] bomb = Pack(new byte[BatchDecoder.MaxDecodedBytes + 1]);

        Assert.True(bomb.Length < 10_000);
        Assert.Equal(BatchFailure.TooLarge, _decoder.TryDecode(bomb, null, out _));
    }

    [Theory]
    [InlineData("count")]
    [InlineData("first")]
    [InlineData("outbox")]
    [InlineData("boot")]
    [InlineData("lane")]
    [InlineData("overflow")]
    public void TryDecode_HeaderThatContradictsItself_IsInconsistent(string what)
    {
        Batch batch = Sample();
        switch (what)
        {
            case "count": batch.Count = 3; break;
            case "first": batch.FirstSequence = 0; break;
            case "outbox": batch.OutboxId = ByteString.CopyFrom(new byte[15]); break;
            case "boot": batch.BootId = ByteString.Empty; break;
            case "lane": batch.Lane = (Lane)9; break;
            case "overflow": batch.FirstSequence = ulong.MaxValue; break;
        }

        Assert.Equal(BatchFailure.Inconsistent, _decoder.TryDecode(Pack(batch), null, out _));
    }

    private static Batch Sample() => new()
    {
        Major = WireVersion.Major,
        Minor = WireVersion.Minor,
        Gateway = "gw-001",
        OutboxId = ByteString.CopyFrom(new byte[16]),
        BootId = ByteString.CopyFrom(new byte[16]),
        Lane = Lane.Record,
        FirstSequence = 257,
        Count = 2,
        Events =
        {
            new Event { Device = "sentinel-0001", DeviceEpoch = 1, DeviceSequence = 42, Area = "440307003002", Scan = new Scan { Verdict = Verdict.Pass, Reasons = { Reason.DataStale } } },
            new Event { Device = "sensor-0001", Reading = new Reading { Quantity = "temperature", Value = 27.3, Unit = "Cel" } },
        },
    };

    private static byte[] Pack(Batch batch) => Pack(batch.ToByteArray());

    private static byte[] Pack(byte[] encoded)
    {
        using var compressor = new Compressor(1);
        return compressor.Wrap(encoded).ToArray();
    }
}
