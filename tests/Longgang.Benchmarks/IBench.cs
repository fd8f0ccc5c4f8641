using Longgang.Benchmarks.Results;

namespace Longgang.Benchmarks;

/// <summary>A bench: measures ours beside its peers in the same run, the subjects in turn.</summary>
public interface IBench
{
    /// <summary>Its name on the command line and in the results.</summary>
    string Name { get; }

    /// <summary>Runs it, and reports every run of a subject as soon as it is over.</summary>
    Task<BenchResult> RunAsync(BenchContext context, CancellationToken cancellationToken);
}
