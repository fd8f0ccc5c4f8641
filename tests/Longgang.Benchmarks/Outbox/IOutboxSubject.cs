using Longgang.Contracts.Wire;

namespace Longgang.Benchmarks.Outbox;

/// <summary>
/// One way to make events durable. Every subject gets the same events as objects, makes protobuf batches of 256 of them, compresses each with
/// zstd level 1, makes it durable before it says so, and deletes batches first in, first out behind itself.
/// </summary>
internal interface IOutboxSubject
{
    /// <summary>Its name in the results.</summary>
    string Name { get; }

    /// <summary>Most events of a run; a slow subject gets a short run.</summary>
    int MostEvents { get; }

    /// <summary>Stores all events durably in a fresh folder; returns how many are lost and doubled as far as it can tell.</summary>
    Task<(long Lost, long Duplicated)> RunAsync(string directory, IReadOnlyList<Event> events);
}
