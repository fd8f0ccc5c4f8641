using System.Globalization;

namespace Longgang.Benchmarks;

/// <summary>The command line.</summary>
/// <param name="Names">The benches, in the order in which they were named.</param>
/// <param name="Runs">Runs of each subject; null: as usual.</param>
/// <param name="Events">Events of a run; null: as usual.</param>
/// <param name="JsonFile">Where the results go; null: nowhere but the terminal.</param>
public sealed record BenchArguments(IReadOnlyList<string> Names, int? Runs, int? Events, string? JsonFile)
{
    /// <summary>Reads the command line; null when it is wrong or empty.</summary>
    public static BenchArguments? Parse(IReadOnlyList<string> arguments, IReadOnlyCollection<string> benches)
    {
        var names = new List<string>();
        var result = new BenchArguments(names, null, null, null);
        for (int index = 0; index < arguments.Count; index++)
        {
            string argument = arguments[index];
            if (benches.Contains(argument))
            {
                names.Add(argument);
                continue;
            }

            string? value = ++index < arguments.Count ? arguments[index] : null;
            int? number = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int parsed) && parsed > 0 ? parsed : null;
            switch (argument)
            {
                case "--json" when value is not null:
                    result = result with { JsonFile = value };
                    break;
                case "--runs" when number is not null:
                    result = result with { Runs = number };
                    break;
                case "--events" when number is not null:
                    result = result with { Events = number };
                    break;
                default:
                    return null;
            }
        }

        return names.Count > 0 ? result : null;
    }

    /// <summary>What the command line looks like.</summary>
    public static string Usage(IEnumerable<string> benches) => $"""
        usage: NAME… [--runs N] [--events N] [--json FILE]

          NAME        one of: {string.Join(' ', benches)}
          --runs N    runs of each subject, in turn (each bench has its own number)
          --events N  events of a run (likewise; not every bench counts events)
          --json FILE write the results as JSON

        Progress goes to standard error, the tables to standard output.
        Exit code: 0; 1 when a check is not zero, something was lost or doubled; 2 wrong usage.
        """;
}
