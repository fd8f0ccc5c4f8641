namespace Longgang.Contracts.Device;

/// <summary>A named reason why a message was not taken, with words for people that hold no personal data.</summary>
/// <param name="Reason">One of <see cref="RefusalReason"/>.</param>
/// <param name="Detail">What, where and what to do.</param>
/// <param name="Epoch">The message's epoch, when it could be read.</param>
/// <param name="Sequence">The message's sequence, when it could be read.</param>
public sealed record Refusal(string Reason, string Detail, ulong Epoch = 0, ulong Sequence = 0);
