using Longgang.Contracts.Wire;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>What becomes of what comes down a connection. Called one at a time; none may block.</summary>
/// <param name="Ack">An acknowledgement.</param>
/// <param name="Clock">The cloud's answer: which question, and its clock in microseconds since 1970 UTC.</param>
/// <param name="Command">An encoded command.</param>
internal sealed record UplinkHandlers(Action<Ack> Ack, Action<ulong, long> Clock, Action<ReadOnlyMemory<byte>> Command);
