using System.Globalization;

namespace Longgang.FirmwareSim.Truth;

/// <summary>What the devices were told and what the cloud stored, side by side.</summary>
public sealed class TruthTable
{
    private readonly Dictionary<(string Device, ulong Epoch), DeviceTruth> _devices = [];

    /// <summary>Scans that the devices were told are kept, each once.</summary>
    public long Accepted { get; private set; }

    /// <summary>Refusals by reason.</summary>
    public SortedDictionary<string, long> Refused { get; } = new(StringComparer.Ordinal);

    public IEnumerable<KeyValuePair<(string Device, ulong Epoch), DeviceTruth>> Devices => _devices;

    public DeviceTruth? Find(string device, ulong epoch) => _devices.GetValueOrDefault((device, epoch));

    /// <summary>Takes a line of <see cref="TruthWriter"/>.</summary>
    public void Apply(string line)
    {
        string[] words = line.Split(' ', 6);
        if (words.Length < 5)
        {
            throw new FormatException($"a truth line is too short: {line}");
        }

        DeviceTruth device = Device(words[1], ulong.Parse(words[2], CultureInfo.InvariantCulture));
        int sequence = int.Parse(words[3], CultureInfo.InvariantCulture);
        SequenceState before = device.State(sequence);
        switch (words[0])
        {
            case "K":
                Accepted += before == SequenceState.Kept ? 0 : 1;
                device.Set(sequence, SequenceState.Kept, long.Parse(words[4], CultureInfo.InvariantCulture));
                break;
            case "R":
                Accepted -= before == SequenceState.Kept ? 1 : 0;
                device.Set(sequence, SequenceState.Refused, 0);
                Refused[words[4]] = Refused.GetValueOrDefault(words[4]) + 1;
                break;
            case "U" when before == SequenceState.None:
                device.Set(sequence, SequenceState.Unknown, long.Parse(words[4], CultureInfo.InvariantCulture));
                break;
            case "U":
                break;
            default:
                throw new FormatException($"a truth line begins with K, R or U: {line}");
        }
    }

    /// <summary>The cloud has this event.</summary>
    public void AddStored(string device, ulong epoch, ulong sequence) => Device(device, epoch).AddStored(checked((int)sequence));

    /// <summary>Forgets what is stored, to be told again.</summary>
    public void ClearStored()
    {
        foreach (DeviceTruth device in _devices.Values)
        {
            device.ClearStored();
        }
    }

    private DeviceTruth Device(string device, ulong epoch)
    {
        if (!_devices.TryGetValue((device, epoch), out DeviceTruth? truth))
        {
            _devices.Add((device, epoch), truth = new DeviceTruth());
        }

        return truth;
    }
}
