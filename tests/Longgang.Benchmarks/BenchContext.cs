using System.Globalization;

namespace Longgang.Benchmarks;

/// <summary>What the command line says to a bench, and where the bench says how far it is.</summary>
/// <param name="bench">Its name.</param>
/// <param name="runs">Runs of each subject; null: as many as the bench usually makes.</param>
/// <param name="events">Events of a run; null: as many as the bench usually takes.</param>
/// <param name="progress">Where progress goes, a line for each run.</param>
public sealed class BenchContext(string bench, int? runs, int? events, TextWriter progress)
{
    /// <summary>Runs of each subject.</summary>
    public int Runs(int usual) => runs ?? usual;

    /// <summary>Events of a run.</summary>
    public int Events(int usual) => events ?? usual;

    /// <summary>Says what one run of a subject has measured.</summary>
    /// <param name="subject">The subject, with its variation where it has one.</param>
    /// <param name="run">Which run, from 1; 0 is the one that warms up and does not count.</param>
    /// <param name="of">How many there will be.</param>
    /// <param name="figure">The figure.</param>
    /// <param name="unit">Its unit.</param>
    public void Report(string subject, int run, int of, double figure, string unit) =>
        progress.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{bench}: {subject}, {(run == 0 ? "warm-up" : $"run {run} of {of}")}: {figure:#,0.##} {unit}"));
}
