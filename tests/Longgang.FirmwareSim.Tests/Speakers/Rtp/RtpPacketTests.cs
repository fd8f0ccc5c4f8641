using Longgang.FirmwareSim.Speakers.Rtp;

namespace Longgang.FirmwareSim.Tests.Speakers.Rtp;

public sealed class RtpPacketTests
{
    [Fact]
    public void TryParse_APacketWithEverything_FindsItsPayload()
    {
        // Version 2, padding, extension of one word, one contributing source; marker, type 96.
        byte[] bytes =
        [
            0xB1, 0xE0, 0x12, 0x34, 1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 9, 9, 0xBE, 0xDE, 0, 1, 1, 1, 1, 1, 0xAA, 0xBB, 0, 2,
        ];
        Assert.True(RtpPacket.TryParse(bytes, out RtpPacket packet));
        Assert.True(packet.Marker);
        Assert.Equal((96, 0x1234, 0x01020304u, 0x05060708u), (packet.PayloadType, packet.Sequence, packet.Timestamp, packet.Ssrc));
        Assert.Equal([0xAA, 0xBB], packet.Payload.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("8000000000000000000000")] // eleven bytes
    [InlineData("400000000000000000000000")] // version 1
    [InlineData("810000000000000000000000")] // a source that is not there
    [InlineData("900000000000000000000000")] // an extension that is not there
    [InlineData("A00000000000000000000000")] // padding of 0
    [InlineData("A000000000000000000000000D")] // more padding than packet
    public void TryParse_OfWhatIsNoPacket_IsFalse(string hex) => Assert.False(RtpPacket.TryParse(Convert.FromHexString(hex), out _));

    // ITU-T G.711, table 2a, scaled from 14 to 16 bits.
    [Theory]
    [InlineData(0x80, 32124)]
    [InlineData(0x00, -32124)]
    [InlineData(0xFF, 0)]
    [InlineData(0x7F, 0)]
    [InlineData(0xFE, 8)]
    [InlineData(0xEF, 132)]
    [InlineData(0x8F, 16764)]
    public void Decode_OfMuLaw_IsTheTables(byte coded, short sample)
    {
        short[] samples = new short[1];
        RtpCodec.Pcmu.Decode([coded], samples);
        Assert.Equal(sample, samples[0]);
    }

    [Fact]
    public void Decode_OfLinear_IsHighByteFirst()
    {
        short[] samples = new short[2];
        RtpCodec.L16.Decode([0x12, 0x34, 0xFF, 0xFE, 0x01], samples);
        Assert.Equal([0x1234, -2], samples);
    }
}
