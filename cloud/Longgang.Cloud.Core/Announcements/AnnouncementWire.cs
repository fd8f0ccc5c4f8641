using Google.Protobuf;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>Announcements as boxes are told of them. Pure.</summary>
public static class AnnouncementWire
{
    private const uint RetractionPriority = 9;

    /// <summary>The occurrence that was begun last.</summary>
    /// <param name="announcement">An announcement with a current occurrence.</param>
    /// <param name="quiet">Quiet hours.</param>
    public static Play PlayOf(Announcement announcement, QuietHours quiet)
    {
        AnnouncementDocument document = announcement.Document;
        var play = new Play
        {
            Announcement = Id(announcement.Id),
            Occurrence = (uint)announcement.Occurrence,
            Level = document.Level,
            Priority = (uint)document.Priority,
            NotBeforeUnixUs = Us(announcement.Current!.Value.Begin),
            Drill = document.Drill,
            IgnoreQuietHours = quiet.AreOverriddenBy(document.Level),
            Audience = document.Audience,
            VolumePercent = (uint)(document.VolumePercent ?? 0),
        };
        play.Contents.AddRange(document.Contents.Select(content => ContentOf(content, document.Drill)));
        return play;
    }

    /// <summary>Calls it back; the correction is for the same audience and is heard in quiet hours too.</summary>
    /// <param name="announcement">An announcement that was sent.</param>
    public static Retract RetractOf(Announcement announcement)
    {
        AnnouncementDocument document = announcement.Document;
        var retract = new Retract { Announcement = Id(announcement.Id), UntilUnixUs = Us(document.Expires ?? announcement.Current!.Value.Expires) };
        if (document.Retraction.Count > 0)
        {
            retract.Correction = new Play
            {
                Announcement = Id(announcement.CorrectionId),
                Occurrence = 1,
                Level = document.Level,
                Priority = RetractionPriority,
                Drill = document.Drill,
                IgnoreQuietHours = true,
                Audience = document.Audience,
                VolumePercent = (uint)(document.VolumePercent ?? 0),
            };
            retract.Correction.Contents.AddRange(document.Retraction.Select(content => ContentOf(content, document.Drill)));
        }

        return retract;
    }

    /// <summary>What boxes had best fetch ahead of time; null: nothing.</summary>
    public static Stage? StageOf(AnnouncementDocument document)
    {
        var stage = new Stage();
        stage.Audio.AddRange(document.Contents.Concat(document.Retraction).Select(content => content.Audio).OfType<AudioAsset>().DistinctBy(audio => audio.Sha256).Select(AudioOf));
        return stage.Audio.Count > 0 ? stage : null;
    }

    private static Content ContentOf(AnnouncementContent content, bool drill) => content.Audio is { } audio
        ? new Content { Language = content.Language, Audio = AudioOf(audio) }
        : new Content { Language = content.Language, Text = drill ? DrillWords.Surround(content.Language, content.Text ?? string.Empty) : content.Text ?? string.Empty };

    private static Audio AudioOf(AudioAsset audio) => new()
    {
        Sha256 = ByteString.CopyFrom(Convert.FromHexString(audio.Sha256)),
        Bytes = (ulong)audio.Bytes,
        MediaType = audio.MediaType,
        DurationMs = (uint)audio.Duration.TotalMilliseconds,
    };

    private static ByteString Id(string hex) => ByteString.CopyFrom(Convert.FromHexString(hex));

    private static long Us(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
}
