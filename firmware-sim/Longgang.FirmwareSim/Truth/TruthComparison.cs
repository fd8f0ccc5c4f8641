using System.Globalization;

namespace Longgang.FirmwareSim.Truth;

/// <summary>Holds what the devices were told against what the cloud has.</summary>
public static class TruthComparison
{
    private const int MostExamples = 20;

    public static TruthVerdict Compare(TruthTable table)
    {
        long stored = 0;
        long missing = 0;
        long duplicated = 0;
        long unacknowledged = 0;
        long refusedStored = 0;
        var examples = new List<string>();
        foreach (((string device, ulong epoch), DeviceTruth truth) in table.Devices)
        {
            for (int sequence = 0; sequence <= truth.Last; sequence++)
            {
                int copies = truth.Stored(sequence);
                SequenceState state = truth.State(sequence);
                stored += copies > 0 ? 1 : 0;
                if (copies == 0 && state == SequenceState.Kept)
                {
                    missing++;
                    Name("lost");
                }

                if (copies > 1)
                {
                    duplicated += copies - 1;
                    Name("doubled");
                }

                if (copies > 0 && state == SequenceState.Refused)
                {
                    refusedStored++;
                    Name("refused and stored");
                }
                else if (copies > 0 && state != SequenceState.Kept)
                {
                    unacknowledged++;
                }

                void Name(string what)
                {
                    if (examples.Count < MostExamples)
                    {
                        examples.Add(string.Create(CultureInfo.InvariantCulture, $"{what}: {device} epoch {epoch} seq {sequence}"));
                    }
                }
            }
        }

        return new TruthVerdict(table.Accepted, stored, missing, duplicated, unacknowledged, refusedStored, examples);
    }
}
