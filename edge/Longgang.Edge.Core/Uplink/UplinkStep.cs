namespace Longgang.Edge.Core.Uplink;

/// <summary>The window's answer to "what next?".</summary>
/// <param name="Action">What to do.</param>
/// <param name="Sequence">For <see cref="UplinkAction.Resend"/> the batch's first sequence, for <see cref="UplinkAction.ReadNext"/> the sequence to read after.</param>
/// <param name="DueAt">The moment at which the window wants to be asked again even if nothing happens; null when only an event can change its mind.</param>
public readonly record struct UplinkStep(UplinkAction Action, ulong Sequence, TimeSpan? DueAt);
