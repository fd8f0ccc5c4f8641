using CsCheck;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Tests.Mqtt;

public sealed class MqttPacketTests
{
    private static readonly Gen<MqttVersion> _versions = Gen.OneOf(Gen.Const(MqttVersion.V311), Gen.Const(MqttVersion.V5));

    [Fact]
    public void Connect_Version311_IsTheVectorOfTheStandard()
    {
        var buffer = new PacketBuffer();
        MqttPacketWriter.Connect(buffer, new MqttConnectOptions(MqttVersion.V311, "a", "u", "p", 10));
        Assert.Equal("101300044D51545404C2000A0001610001750001" + "70", Convert.ToHexString(buffer.Written));
    }

    [Fact]
    public void Connect_Version5_HasAnEmptyPropertyBlock()
    {
        var buffer = new PacketBuffer();
        MqttPacketWriter.Connect(buffer, new MqttConnectOptions(MqttVersion.V5, "a", KeepAliveSeconds: 60));
        Assert.Equal("100E00044D5154540502003C00000161", Convert.ToHexString(buffer.Written));
    }

    [Fact]
    public void Subscribe_OfEitherVersion_IsTheVector()
    {
        var buffer = new PacketBuffer();
        MqttPacketWriter.Subscribe(buffer, MqttVersion.V311, 10, "a/b", 1);
        MqttPacketWriter.Subscribe(buffer, MqttVersion.V5, 10, "a/b", 0);
        Assert.Equal("8208000A0003612F6201" + "8209000A000003612F6200", Convert.ToHexString(buffer.Written));
    }

    [Theory]
    [InlineData(0, "00")]
    [InlineData(127, "7F")]
    [InlineData(128, "8001")]
    [InlineData(16_383, "FF7F")]
    [InlineData(16_384, "808001")]
    [InlineData(268_435_455, "FFFFFF7F")]
    public void Variable_OfTheStandardsTable_IsEncodedSo(int value, string hex)
    {
        var buffer = new PacketBuffer();
        buffer.WriteVariable(value);
        Assert.Equal(hex, Convert.ToHexString(buffer.Written));
        ReadOnlySpan<byte> data = buffer.Written;
        Assert.Equal(value, MqttPacketReader.TakeVariable(ref data));
    }

    [Fact]
    public void Publish_AnyContent_ComesBackAsItWas() =>
        Gen.Select(_versions, Gen.String[Gen.Char.AlphaNumeric, 0, 50], Gen.Byte.Array[0, 300], Gen.UShort, Gen.Bool, Gen.Bool)
            .Sample((version, topic, payload, id, retain, duplicate) =>
            {
                var buffer = new PacketBuffer(8);
                byte[] name = System.Text.Encoding.UTF8.GetBytes(topic);
                MqttPacketWriter.Publish(buffer, version, name, payload, id, retain, duplicate);
                Assert.True(MqttPacketReader.TryRead(buffer.Written, out byte header, out var body, out int consumed));
                Assert.Equal(buffer.Length, consumed);
                var read = MqttPublication.Parse(header, body, version);
                Assert.Equal(name, read.Topic.ToArray());
                Assert.Equal(payload, read.Payload.ToArray());
                Assert.Equal(id, read.PacketId);
                Assert.Equal(id == 0 ? 0 : 1, read.QoS);
                Assert.Equal(retain, read.Retain);
                Assert.Equal(duplicate, read.Duplicate);
            });

    [Fact]
    public void TryRead_OfAnyPrefix_WaitsForTheRest() => Gen.Byte.Array[0, 200].Sample(payload =>
    {
        var buffer = new PacketBuffer();
        MqttPacketWriter.Publish(buffer, MqttVersion.V5, "t"u8, payload, 1);
        for (int size = 0; size < buffer.Length; size++)
        {
            Assert.False(MqttPacketReader.TryRead(buffer.Written[..size], out _, out _, out int consumed));
            Assert.Equal(0, consumed);
        }
    });

    [Fact]
    public void TryRead_FiveBytesOfLength_Throws() =>
        Assert.Throws<MqttProtocolException>(() => MqttPacketReader.TryRead([0x30, 0xFF, 0xFF, 0xFF, 0xFF, 1], out _, out _, out _));

    [Fact]
    public void Acknowledgement_WithReasonAndUserProperty_IsUnderstood()
    {
        var body = new PacketBuffer();
        body.WriteUInt16(7);
        body.WriteByte(0x97);
        var properties = new PacketBuffer();
        properties.WriteByte(0x26);
        properties.WriteString("key");
        properties.WriteString("value");
        properties.WriteByte(0x1F);
        properties.WriteString("box-full: 92 % of the disk");
        body.WriteVariable(properties.Length);
        body.Write(properties.Written);
        MqttAcknowledgement read = MqttAcknowledgement.Parse(body.Written, MqttVersion.V5);
        Assert.Equal(new MqttAcknowledgement(7, 0x97, "box-full: 92 % of the disk"), read);
    }

    [Fact]
    public void Acknowledgement_OfTwoBytes_IsSuccess()
    {
        Assert.Equal(new MqttAcknowledgement(258, 0, null), MqttAcknowledgement.Parse([1, 2], MqttVersion.V5));
        Assert.Equal(new MqttAcknowledgement(258, 0, null), MqttAcknowledgement.Parse([1, 2], MqttVersion.V311));
    }

    [Fact]
    public void Acknowledgement_OfAnyBytes_ParsesOrSaysThatItCannot() => Gen.Byte.Array[0, 40].Sample(bytes =>
    {
        try
        {
            MqttAcknowledgement.Parse(bytes, MqttVersion.V5);
        }
        catch (MqttProtocolException)
        {
        }
    });
}
