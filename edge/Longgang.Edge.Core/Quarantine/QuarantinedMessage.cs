namespace Longgang.Edge.Core.Quarantine;

/// <summary>One line of a quarantine segment.</summary>
internal sealed record QuarantinedMessage(DateTimeOffset At, string Device, string Topic, string Reason, int Length, byte[] Payload);
