using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Uplink;

/// <summary>A lane's way to the cloud at one moment.</summary>
/// <param name="Lane">Which lane.</param>
/// <param name="Connected">Whether its connection stands.</param>
/// <param name="InFlight">Batches sent and unanswered.</param>
/// <param name="InFlightBytes">Their payload bytes.</param>
/// <param name="Held">Batches that the cloud refuses at present.</param>
public sealed record UplinkLaneFigures(Lane Lane, bool Connected, int InFlight, long InFlightBytes, IReadOnlyList<HeldBatch> Held);
