using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.People;

namespace Longgang.FirmwareSim.Tests.Devices;

public sealed class ScanEncoderTests
{
    private static readonly DateTimeOffset _time = new(2022, 3, 14, 8, 0, 1, 123, TimeSpan.FromHours(8));
    private static readonly Population _people = new(new PopulationOptions(), 10);

    [Fact]
    public void WriteScan_OfAQrCode_IsTheLineOfTheWirePage()
    {
        string json = Encode(new ScanRecord(42, 0, _time.ToUnixTimeMilliseconds(), 3, 3650, CredentialType.Qr, true, ScanFault.None));
        Assert.Equal(
            "{\"v\":1,\"epoch\":1,\"seq\":42,\"time\":\"2022-03-14T08:00:01.123+08:00\",\"direction\":\"in\"," +
            $"\"credential\":{{\"type\":\"qr\",\"value\":\"{_people.QrToken(3)}\"}},\"temperature\":36.5}}", json);
    }

    [Theory]
    [InlineData(ScanFault.WrongCheckDigit)]
    [InlineData(ScanFault.ImpossibleTemperature)]
    [InlineData(ScanFault.ClockAhead)]
    public void WriteScan_WithAFault_IsWellFormed(ScanFault fault)
    {
        for (int person = 0; person < 500; person++)
        {
            using var document = JsonDocument.Parse(Encode(
                new ScanRecord(1, 0, 0, person, 3647, CredentialType.IdCard, false, fault)));
            string id = document.RootElement.GetProperty("credential").GetProperty("value").GetString()!;
            double temperature = document.RootElement.GetProperty("temperature").GetDouble();
            Assert.Equal(fault != ScanFault.WrongCheckDigit, GbIdNumber.IsValid(id));
            Assert.Equal(fault == ScanFault.ImpossibleTemperature ? 99 : 36.47, temperature);
        }
    }

    [Fact]
    public void WriteScan_Malformed_IsNoJson() => Assert.ThrowsAny<JsonException>(() => JsonDocument.Parse(
        Encode(new ScanRecord(1, 0, 0, 1, 3650, CredentialType.Qr, true, ScanFault.MalformedJson))));

    [Fact]
    public void WriteState_IsTheLineOfTheWirePage()
    {
        var buffer = new PacketBuffer();
        ScanEncoder.WriteState(buffer, _time.ToUnixTimeMilliseconds(), 12);
        Assert.Equal(
            "{\"v\":1,\"time\":\"2022-03-14T08:00:01.123+08:00\",\"online\":true,\"firmware\":\"2.1.0\",\"buffered\":12,\"flags\":[]}",
            Encoding.UTF8.GetString(buffer.Written));
    }

    private static string Encode(in ScanRecord scan)
    {
        var buffer = new PacketBuffer();
        new ScanEncoder(_people).WriteScan(buffer, 1, scan);
        return Encoding.UTF8.GetString(buffer.Written);
    }
}
