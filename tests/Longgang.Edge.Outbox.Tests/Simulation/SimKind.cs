namespace Longgang.Edge.Outbox.Tests.Simulation;

internal enum SimKind
{
    Open,
    Write,
    Sync,
    Reserve,
    SetLength,
    Rename,
    Delete,
    Forget,
}
