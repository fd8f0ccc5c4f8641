using Longgang.Simulation.Tests.Cloud;
using Longgang.Simulation.Tests.World;

namespace Longgang.Simulation.Tests;

/// <summary>Runs worlds, each from its seed alone.</summary>
internal static class Simulations
{
    /// <summary>Runs many on all cores. Stops at the first violation and says which seed replays it.</summary>
    internal static string? RunAll(ulong first, ulong count, Action<ulong> progress)
    {
        ulong next = first;
        ulong done = 0;
        string? failure = null;
        var gate = new Lock();
        Thread[] threads = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Thread(Work))];
        Array.ForEach(threads, static thread => thread.Start());
        Array.ForEach(threads, static thread => thread.Join());
        return failure;

        // A thread of its own: nothing that a world does may go on elsewhere.
        void Work()
        {
            using var database = new SimDatabase();
            while (true)
            {
                ulong seed;
                lock (gate)
                {
                    if (failure is not null || next == first + count)
                    {
                        return;
                    }

                    seed = next++;
                }

                string? found = Find(seed, database);
                lock (gate)
                {
                    failure ??= found is null ? null : $"seed {seed}: {found}";
                    if (++done % 1000 == 0)
                    {
                        progress(done);
                    }
                }
            }
        }
    }

    /// <summary>Runs one. Returns what came of it.</summary>
    /// <exception cref="ViolationException">A guarantee did not hold.</exception>
    internal static string RunOne(ulong seed, SimDatabase database)
    {
        using var world = new SimWorld(seed, database);
        world.Run();
        return world.Fingerprint;
    }

    // What went wrong with a seed; null: nothing.
    private static string? Find(ulong seed, SimDatabase database)
    {
        try
        {
            _ = RunOne(seed, database);
            return null;
        }
#pragma warning disable CA1031 // whatever a world dies of is a finding
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return exception is ViolationException ? exception.Message : exception.ToString();
        }
    }
}
