using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Benchmarks.Outbox;

/// <summary>Scans as a busy entrance makes them: about 120 bytes encoded, of which zstd saves a half.</summary>
internal static class OutboxEvents
{
    internal static List<Event> Make(int count)
    {
        var random = new Random(20220314);
        var events = new List<Event>(count);
        var person = new byte[16];
        long now = 1_647_216_000_000_000;
        for (int index = 0; index < count; index++)
        {
            now += random.Next(1, 20_000);
            random.NextBytes(person);
            events.Add(new Event
            {
                Time = new EventTime { DeviceUnixUs = now - random.Next(50_000), BoxUnixUs = now, MonotonicUs = (ulong)now - 1_647_000_000_000_000, Quality = ClockQuality.Synchronized },
                Device = $"sentinel-{index % 64:0000}",
                DeviceEpoch = 1,
                DeviceSequence = (ulong)(index / 64) + 1,
                Area = "440307003002",
                Scan = new Scan
                {
                    Direction = Direction.In,
                    Credential = CredentialKind.Qr,
                    Person = ByteString.CopyFrom(person),
                    Masked = $"{random.Next(110_000, 659_000)}********{random.Next(1000, 9999)}",
                    TemperatureCentiCelsius = random.Next(3550, 3720),
                    Colour = HealthColour.Green,
                    TestResult = TestResult.Negative,
                    TestedUnixS = (now / 1_000_000) - random.Next(80_000),
                    Verdict = Verdict.Pass,
                    Policy = "2022-03-14.2",
                },
            });
        }

        return events;
    }
}
