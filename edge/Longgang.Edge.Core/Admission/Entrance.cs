namespace Longgang.Edge.Core.Admission;

/// <summary>What a gate says to a message that comes in: one of the four is set.</summary>
/// <param name="New">It is new; this is its ticket.</param>
/// <param name="Running">A retransmission of one that is on its way: how that one ends.</param>
/// <param name="Ended">Known already, or refused.</param>
/// <param name="Crowded">Too many are on their way; try again when this one has ended.</param>
internal readonly record struct Entrance(Ticket? New, Task<AdmissionResult>? Running, AdmissionResult? Ended, Task<AdmissionResult>? Crowded);
