using Longgang.FirmwareSim.Devices;
using Longgang.FirmwareSim.People;
using Longgang.FirmwareSim.Places;

namespace Longgang.FirmwareSim.Fleet;

/// <summary>Draws who comes to a sentinel, how warm they are and what is wrong with the scan.</summary>
public sealed class ScanDrafter(Population population, IReadOnlyList<DevicePlan> devices, double faults, Random random)
{
    private const double OwnNeighbourhood = 0.7;
    private const int Reach = 3;
    private static readonly long _clockFaultMs = (long)TimeSpan.FromHours(3).TotalMilliseconds;

    public ScanRecord Draw(int device, long arrivedAt, long unixMs)
    {
        ScanFault fault = random.NextDouble() < faults ? (ScanFault)random.Next(1, 7) : ScanFault.None;
        int person = DrawPerson(device);
        long clock = fault switch
        {
            ScanFault.ClockAhead => unixMs + _clockFaultMs,
            ScanFault.ClockBehind => unixMs - _clockFaultMs,
            _ => unixMs,
        };
        double credential = random.NextDouble();
        bool faces = devices[device].Protocol == DeviceProtocol.Http;
        return new ScanRecord(
            0, arrivedAt, clock, person, DrawTemperature(person),
            credential < (faces ? 0.6 : 0.05) ? CredentialType.Face : credential < 0.8 ? CredentialType.Qr : CredentialType.IdCard,
            random.NextDouble() < 0.55, fault);
    }

    // People pass the same few sites of their community, so that a box meets them again.
    private int DrawPerson(int device)
    {
        int home = device;
        if (random.NextDouble() >= OwnNeighbourhood)
        {
            int neighbour = Math.Clamp(device + random.Next(-Reach, Reach + 1), 0, devices.Count - 1);
            home = devices[neighbour].Area == devices[device].Area ? neighbour : device;
        }

        int perDevice = population.Options.PersonsPerDevice;
        return ((home * perDevice) + random.Next(perDevice)) % population.Count;
    }

    private short DrawTemperature(int person)
    {
        if (population.HasFever(person))
        {
            return (short)random.Next(3750, 3950);
        }

        // 36.3 ± 0.3; nobody healthy reaches the threshold of 37.3, so that the share of alerts stays the chosen one.
        double gauss = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        return (short)Math.Clamp(3630 + (30 * gauss), 3520, 3710);
    }
}
