using Longgang.Contracts.Device;

namespace Longgang.Edge.Core.Tests.Announcements.Player;

/// <summary>A loudspeaker with a mind of its own, and the record of what was heard from it.</summary>
internal sealed class ModelSpeaker(int index, string device, string group, Random random)
{
    internal int Index => index;

    internal string Device => device;

    internal string Group => group;

    internal bool IsShared => group != device;

    internal bool Connected { get; set; } = true;

    /// <summary>What it wants to say and nobody has confirmed yet.</summary>
    internal List<SpeakerReceiptMessage> ToSay { get; } = [];

    internal List<Begin> Heard { get; } = [];

    internal HashSet<UInt128> Known { get; } = [];

    internal Begin? Playing { get; set; }

    /// <summary>It comes to nothing, says nothing, or says what is not true.</summary>
    internal Temper NextTemper() => IsShared ? Temper.Good : random.Next(20) switch
    {
        < 11 => Temper.Good,
        < 13 => Temper.Busy,
        13 => Temper.NoAudio,
        14 => Temper.DeafAndDumb,
        15 => Temper.PlaysSilently,
        16 => Temper.StartsOnly,
        17 => Temper.Fault,
        18 => Temper.DumbStop,
        _ => Temper.Liar,
    };

    internal void Say(UInt128 attempt, SpeakerState state, string reason = "", uint? playedMs = null) =>
        ToSay.Add(new SpeakerReceiptMessage(null, attempt, state, reason, playedMs));

    internal sealed class Begin
    {
        internal required string Words { get; init; }

        internal required UInt128 Attempt { get; init; }

        internal required double At { get; init; }

        internal required uint Priority { get; init; }

        internal required Temper Temper { get; init; }

        internal double EndsAt { get; set; }

        internal bool BrokenOff { get; set; }

        internal bool Ended { get; set; }
    }

    internal enum Temper
    {
        Good,
        Busy,
        NoAudio,
        DeafAndDumb,
        PlaysSilently,
        StartsOnly,
        Fault,
        DumbStop,
        Liar,
    }
}
