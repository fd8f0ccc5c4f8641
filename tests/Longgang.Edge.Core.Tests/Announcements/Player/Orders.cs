using Google.Protobuf;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Core.Tests.Announcements.Player;

/// <summary>Commands and speakers as tests want them. Times are seconds after <see cref="Epoch"/>.</summary>
internal static class Orders
{
    internal static readonly DateTimeOffset Epoch = new(2026, 3, 14, 4, 0, 0, TimeSpan.Zero); // noon in China

    internal static long Micros(double seconds) => (Epoch.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10 + (long)(seconds * 1_000_000);

    internal static ByteString Id(int number) => ByteString.CopyFrom([.. new byte[12], (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    internal static Play Play(int announcement, uint occurrence = 1, uint priority = 3, double notBefore = 0, string label = "all", bool ignoreQuiet = false)
    {
        var play = new Play
        {
            Announcement = Id(announcement),
            Occurrence = occurrence,
            Priority = priority,
            NotBeforeUnixUs = notBefore == 0 ? 0 : Micros(notBefore),
            IgnoreQuietHours = ignoreQuiet,
            Audience = new Audience { Include = { new Selector { Label = label } } },
        };
        play.Contents.Add(new Content { Language = "zh-CN", Text = $"{announcement}/{occurrence}" });
        return play;
    }

    internal static Command Command(int id, Play play, double issued = 0, double expires = 600) =>
        new() { Major = WireVersion.Major, Id = Id(id), IssuedUnixUs = Micros(issued), ExpiresUnixUs = Micros(expires), Play = play };

    internal static Command Retract(int id, int announcement, Play? correction = null, double issued = 0, double expires = 600, double until = 600) => new()
    {
        Major = WireVersion.Major,
        Id = Id(id),
        IssuedUnixUs = Micros(issued),
        ExpiresUnixUs = Micros(expires),
        Retract = new Retract { Announcement = Id(announcement), UntilUnixUs = Micros(until), Correction = correction },
    };

    internal static SpeakerEntry Speaker(string device, string? group = null, string adapter = "mqtt", params string[] labels)
    {
        AreaCode.TryParse("440307003002", out AreaCode area);
        return new SpeakerEntry(new SpeakerPlace(device, area, ["all", .. labels], null), group ?? device, adapter);
    }
}
