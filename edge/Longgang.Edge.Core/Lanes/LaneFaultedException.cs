using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Lanes;

/// <summary>The lane's store failed while the event was being committed. It may or may not be durable: it must be sent again.</summary>
public sealed class LaneFaultedException(Lane lane, Exception inner)
    : Exception($"The {lane} lane's store failed: {inner.Message}. It is being reopened; send the event again.", inner);
