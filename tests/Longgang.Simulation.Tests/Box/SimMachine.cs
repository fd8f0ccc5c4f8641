using Longgang.Simulation.Tests.Disk;

namespace Longgang.Simulation.Tests.Box;

/// <summary>One life of the box's process: it may die at any call to the disk, and then nothing that it still tries has an effect.</summary>
/// <param name="calls">Calls that change the disk before it dies; 0: it does not die by itself.</param>
internal sealed class SimMachine(int calls)
{
    private int _left = calls;

    internal bool IsDead { get; private set; }

    internal void Die() => IsDead = true;

    /// <summary>Whether it dies at this call.</summary>
    internal bool Passes(DiskCall call)
    {
        if (call != DiskCall.Read && _left > 0 && --_left == 0)
        {
            IsDead = true;
        }

        return IsDead;
    }
}
