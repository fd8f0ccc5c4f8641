using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player.Journal;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>A receipt that is not known to be in the alert lane.</summary>
internal sealed class PendingReceipt(ReceiptRecord record)
{
    /// <summary>As it lies in the journal.</summary>
    internal ReceiptRecord Record { get; } = record;

    /// <summary>Given to the lane, which has not answered yet.</summary>
    internal bool OnItsWay { get; set; }

    internal DateTimeOffset? DeviceTime => Record.DeviceUnixUs == 0
        ? null
        : DateTimeOffset.UnixEpoch.AddTicks(Record.DeviceUnixUs * TimeSpan.TicksPerMicrosecond);

    internal Event ToEvent(Walk walk, string area) => new()
    {
        Device = walk.Device,
        Area = area,
        SpeakerReceipt = new SpeakerReceipt
        {
            Announcement = walk.Occurrence.AnnouncementBytes,
            Occurrence = walk.Occurrence.Number,
            Command = Record.Command,
            Step = Record.Step,
            State = (ReceiptState)Record.State,
            Reason = Record.Reason,
            Last = Record.Last,
            Attempt = Record.Attempt,
            PlayedMs = Record.PlayedMs,
            Evidence = (Evidence)Record.Evidence,
        },
    };
}
