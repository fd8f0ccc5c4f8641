using System.Security.Cryptography;
using Google.Protobuf;
using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Makes the signed commands of an announcement.</summary>
public sealed class CommandComposer(CommandSigner signer, IOptions<AnnouncementOptions> options)
{
    /// <summary>How long a correction may still begin at least, though the announcement that it corrects has expired.</summary>
    public static readonly TimeSpan CorrectionValidFor = TimeSpan.FromHours(1);

    private readonly QuietHours _quiet = QuietHoursConfiguration.Read(options.Value).Hours;

    /// <summary>Quiet hours as configured.</summary>
    public QuietHours Quiet => _quiet;

    /// <summary>Until when the correction of a retracted announcement may begin.</summary>
    public static DateTimeOffset CorrectionExpires(Announcement retracted)
    {
        DateTimeOffset least = retracted.ChangedAt + CorrectionValidFor;
        return (retracted.Document.Expires ?? retracted.Current?.Expires) is { } expires && expires > least ? expires : least;
    }

    /// <summary>The step that begins an occurrence, with its command and targets.</summary>
    public AnnouncementStep WithPlay(AnnouncementStep step, IReadOnlyList<SpeakerRecord> hearers)
    {
        Announcement after = step.After;
        Play play = AnnouncementWire.PlayOf(after, _quiet);
        return step with
        {
            Commands = [Make(new Command { Play = play }, after, after.Occurrence, play.Audience, hearers, after.Current!.Value.Expires)],
            Targets = TargetsOf(after.Id, after.Occurrence, hearers),
        };
    }

    /// <summary>The step that retracts, with its command and the targets of the correction.</summary>
    /// <param name="step">The step.</param>
    /// <param name="hearers">Who is in the audience now.</param>
    /// <param name="boxes">The boxes that were told of the announcement: each has to stop, also one that has no speaker in the audience any more.</param>
    public AnnouncementStep WithRetract(AnnouncementStep step, IReadOnlyList<SpeakerRecord> hearers, IEnumerable<string> boxes)
    {
        Announcement after = step.After;
        Retract retract = AnnouncementWire.RetractOf(after);
        OutgoingCommand command = Make(new Command { Retract = retract }, after, after.Occurrence, after.Document.Audience, hearers, CorrectionExpires(after));
        Dictionary<string, int> all = new(command.Boxes, StringComparer.Ordinal);
        string[] others = [.. boxes.Where(box => !all.ContainsKey(box)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        foreach (string box in others)
        {
            all.Add(box, 0);
        }

        return step with
        {
            Commands = [command with { Boxes = all, Topics = [.. command.Topics, .. others.Select(TopicOf).Except(command.Topics, StringComparer.Ordinal)] }],
            Targets = retract.Correction is null ? [] : TargetsOf(after.CorrectionId, 1, hearers),
        };
    }

    /// <summary>The step that tells speakers again that have not played the latest occurrence.</summary>
    public AnnouncementStep WithRetry(AnnouncementStep step, IReadOnlyList<SpeakerRecord> missing)
    {
        Announcement after = step.After;
        Play play = AnnouncementWire.PlayOf(after, _quiet);
        play.Audience = new Audience();
        play.Audience.Include.AddRange(missing.Select(speaker => new Selector { Device = speaker.Device }));
        return step with { Commands = [Make(new Command { Play = play }, after, after.Occurrence, play.Audience, missing, after.Current!.Value.Expires)] };
    }

    /// <summary>The command to fetch an announcement's audio ahead of time; null when it has none or no time is left.</summary>
    public OutgoingCommand? StageOf(Announcement announcement, IReadOnlyList<SpeakerRecord> hearers) =>
        AnnouncementWire.StageOf(announcement.Document) is { } stage && announcement.Next is { } next && next.Expires > announcement.ChangedAt
            ? Make(new Command { Stage = stage }, announcement, 0, announcement.Document.Audience, hearers, next.Expires) with { Announcement = string.Empty }
            : null;

    private static string TopicOf(string gateway) => Topics.Down(gateway, Topics.Announcement);

    private static SpeakerTarget[] TargetsOf(string announcement, int occurrence, IReadOnlyList<SpeakerRecord> hearers) =>
        [.. hearers.Select(speaker => new SpeakerTarget(announcement, occurrence, speaker.Device, speaker.Gateway, speaker.Area))];

    private static long Us(DateTimeOffset time) => (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private OutgoingCommand Make(
        Command command, Announcement announcement, int occurrence, Audience audience, IReadOnlyList<SpeakerRecord> hearers, DateTimeOffset expires)
    {
        byte[] id = RandomNumberGenerator.GetBytes(16);
        command.Major = WireVersion.Major;
        command.Minor = WireVersion.Minor;
        command.Id = ByteString.CopyFrom(id);
        command.IssuedUnixUs = Us(announcement.ChangedAt);
        command.ExpiresUnixUs = Us(expires);
        DispatchRoute route = DispatchRoute.Of(audience, hearers);
        return new OutgoingCommand(
            Convert.ToHexStringLower(id), announcement.Id, occurrence, route.Topics, signer.Sign(command), announcement.ChangedAt, expires, route.Boxes);
    }
}
