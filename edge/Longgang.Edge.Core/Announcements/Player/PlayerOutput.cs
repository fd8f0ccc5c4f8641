namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>What is to be done after some inputs: first the journal, and when it is durable the effects, in their order.</summary>
/// <param name="Journal">Entries for the inbox, in one write.</param>
/// <param name="Effects">The rest.</param>
/// <param name="WakeAt">Monotonic time at which <see cref="AnnouncementPlayer.Advance"/> is wanted; null: nothing is waited for.</param>
public sealed record PlayerOutput(IReadOnlyList<InboxEntry> Journal, IReadOnlyList<PlayerEffect> Effects, TimeSpan? WakeAt);
