namespace Longgang.Simulation.Tests.Disk;

internal enum DiskCall
{
    Read,
    Write,
    Sync,
    Reserve,
    Name,
}
