using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

// What is taken back, and what is broken off.
public sealed partial class AnnouncementPlayer
{
    private void Bury(UInt128 announcement, long untilMicros, Moment now)
    {
        long until = Math.Max(untilMicros, _tombstones.GetValueOrDefault(announcement, long.MinValue));
        _tombstones[announcement] = until;
        MarkTombstone(announcement);
        foreach (Walk walk in _occurrences.Values.Where(occurrence => occurrence.Announcement == announcement).SelectMany(occurrence => occurrence.Walks.Values).ToArray())
        {
            switch (walk.Phase)
            {
                case WalkPhase.Waiting:
                    End(walk, ReceiptState.Cancelled, ReceiptReason.Retracted, spent: walk.Preempted);
                    break;
                case WalkPhase.Told or WalkPhase.Stopping:
                    Stop(walk, StopCause.Retracted, now);
                    break;
                default:
                    break;
            }
        }
    }

    // The journal says so before the speaker is told: in doubt after a restart it is told again.
    private void Stop(Walk walk, StopCause cause, Moment now)
    {
        (walk.Phase, walk.Stopping, walk.Deadline) = (WalkPhase.Stopping, cause, now.Monotonic + options.StopGrace);
        MarkUrgent(walk.Occurrence);
        SendStop(walk);
        if (walk.Group is { } group)
        {
            WakeBy(group, walk.Deadline);
            _stirred.Add(group);
        }
    }

    private void SendStop(Walk walk)
    {
        if (SpeakerOf(walk.Device).Entry is { } entry)
        {
            _effects.Add(new PlayerEffect.Stop(entry.Adapter, entry.Group, walk.Device, walk.AttemptId));
        }
    }
}
