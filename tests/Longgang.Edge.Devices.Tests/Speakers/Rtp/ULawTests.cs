using Longgang.Edge.Devices.Speakers.Rtp;

namespace Longgang.Edge.Devices.Tests.Speakers.Rtp;

public sealed class ULawTests
{
    /// <summary>ITU-T G.711, table 2a: values at the decoder's output (14 bit) and their character signals.</summary>
    [Theory]
    [InlineData(8031, 0x80)]
    [InlineData(4191, 0x8F)]
    [InlineData(2079, 0x9F)]
    [InlineData(1023, 0xAF)]
    [InlineData(495, 0xBF)]
    [InlineData(231, 0xCF)]
    [InlineData(99, 0xDF)]
    [InlineData(33, 0xEF)]
    [InlineData(2, 0xFE)]
    [InlineData(0, 0xFF)]
    public void Encode_DecoderValuesOfG711_GiveTheirCode(int value, int code)
    {
        Assert.Equal(code, ULaw.Encode((short)(value * 4)));
        if (value > 0)
        {
            Assert.Equal(code & 0x7F, ULaw.Encode((short)(-value * 4)));
        }
    }

    /// <summary>Decision values of table 2a (14 bit): just above and just below lie in neighbouring intervals.</summary>
    [Theory]
    [InlineData(7903)]
    [InlineData(4063)]
    [InlineData(2015)]
    [InlineData(991)]
    [InlineData(479)]
    [InlineData(223)]
    [InlineData(95)]
    [InlineData(31)]
    [InlineData(3)]
    public void Encode_AroundDecisionValuesOfG711_TakesTheNextCode(int decision) =>
        Assert.Equal(ULaw.Encode((short)((decision - 1) * 4)), ULaw.Encode((short)((decision + 1) * 4)) + 1);

    [Fact]
    public void Encode_EverySample_DecodesToTheNearestValueOfItsInterval()
    {
        for (int sample = short.MinValue; sample <= short.MaxValue; sample++)
        {
            int decoded = Decode(ULaw.Encode((short)sample)) * 4;
            int magnitude = Math.Min(Math.Abs(sample), 32_124);
            int step = 8 << Math.Max(0, (int)Math.Log2((Math.Min(Math.Abs(sample), 32_635) + 132) / 4.0) - 5); // interval width of the segment, 16 bit
            Assert.True(Math.Abs(Math.Abs(decoded) - magnitude) <= (step / 2) + 4, $"{sample} became {decoded}");
            Assert.True(sample >= 0 ? decoded >= 0 : decoded <= 0);
        }
    }

    [Theory]
    [InlineData(short.MaxValue, 0x80)]
    [InlineData(short.MinValue, 0x00)]
    public void Encode_BeyondTheLaw_IsItsEnd(short sample, int code) => Assert.Equal(code, ULaw.Encode(sample));

    // Written from the description of table 2a, not from the encoder: 14 bit.
    private static int Decode(byte code)
    {
        int inverted = ~code & 0xFF;
        int segment = (inverted >> 4) & 7;
        int magnitude = ((((inverted & 0xF) << 1) + 33) << segment) - 33;
        return (code & 0x80) != 0 ? magnitude : -magnitude;
    }
}
