using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Announcements;

public sealed class AnnouncementWireTests
{
    private static readonly Announcement Live = Documents.In(AnnouncementState.Live, Documents.Sound(Severity.Red) with
    {
        Drill = true,
        VolumePercent = 80,
        Contents = [new AnnouncementContent("zh-CN", "请撤离。"), new AnnouncementContent("yue", "請撤離。"), new AnnouncementContent("en", null, Documents.Audio())],
    });

    [Fact]
    public void PlayOf_Drill_WordsSayItOnceAndBoxesTakeIt()
    {
        Play play = AnnouncementWire.PlayOf(Live, QuietHours.None);

        Assert.Null(CommandReader.Check(CommandOf(command => command.Play = play)));
        Assert.Equal("演习，演习，这是演习。请撤离。以上是演习内容。", play.Contents[0].Text);
        Assert.StartsWith("演習", play.Contents[1].Text, StringComparison.Ordinal);
        Assert.Equal(play.Contents[0].Text, DrillWords.Surround("zh-CN", play.Contents[0].Text));
        Assert.Equal((32_044UL, 10_000U, "audio/wav"), (play.Contents[2].Audio.Bytes, play.Contents[2].Audio.DurationMs, play.Contents[2].Audio.MediaType));
        Assert.Equal((1U, 5U, 80U, true, true, Severity.Red), (play.Occurrence, play.Priority, play.VolumePercent, play.Drill, play.IgnoreQuietHours, play.Level));
        Assert.Equal(Documents.Now.ToUnixTimeMilliseconds() * 1000, play.NotBeforeUnixUs);
        Assert.Equal(Live.Id, Convert.ToHexStringLower(play.Announcement.Span));
    }

    [Fact]
    public void RetractOf_Prepared_CorrectionAtTheHighestPriorityToTheSameAudience()
    {
        Retract retract = AnnouncementWire.RetractOf(Live);

        Assert.Null(CommandReader.Check(CommandOf(command => command.Retract = retract)));
        Assert.Equal((9U, true), (retract.Correction.Priority, retract.Correction.IgnoreQuietHours));
        Assert.Equal(Live.CorrectionId, Convert.ToHexStringLower(retract.Correction.Announcement.Span));
        Assert.Equal(Live.Document.Audience, retract.Correction.Audience);
        Assert.Null(AnnouncementWire.RetractOf(Live with { Document = Live.Document with { Retraction = [] } }).Correction);
        Assert.Equal(Documents.Now.AddHours(1).ToUnixTimeMilliseconds() * 1000, retract.UntilUnixUs);
    }

    [Fact]
    public void StageOf_Recordings_EachOnce()
    {
        Assert.Single(AnnouncementWire.StageOf(Live.Document with { Retraction = [new AnnouncementContent("en", null, Documents.Audio())] })!.Audio);
        Assert.Null(AnnouncementWire.StageOf(Documents.Sound()));
    }

    [Fact]
    public void DispatchRoute_AreasOrNot_OneMessageForEachAreaElseForEachBox()
    {
        SpeakerRecord[] speakers = [Documents.Speaker("a"), Documents.Speaker("b", "440307014001"), Documents.Speaker("c", gateway: "gw-002")];
        Audience areas = new() { Include = { new Selector { Area = "440307014" }, new Selector { Area = "440307003002" }, new Selector { Area = "440307003" } } };
        Audience labels = new() { Include = { new Selector { Area = "440307003" }, new Selector { Label = "school" } } };

        DispatchRoute byArea = DispatchRoute.Of(areas, speakers);
        DispatchRoute byBox = DispatchRoute.Of(labels, speakers);

        Assert.Equal(["lg/v1/area/440307003/down/announcement", "lg/v1/area/440307014/down/announcement"], byArea.Topics);
        Assert.Equal(["lg/v1/gw/gw-001/down/announcement", "lg/v1/gw/gw-002/down/announcement"], byBox.Topics);
        Assert.Equal([("gw-001", 2), ("gw-002", 1)], byArea.Boxes.Select(box => (box.Key, box.Value)));
        Assert.Equal(byArea.Boxes, byBox.Boxes);
    }

    [Fact]
    public void Codec_Everything_ComesBack()
    {
        Announcement announcement = Live with
        {
            Approver = "chen",
            ApprovalReasons = ["level red"],
            Document = Live.Document with
            {
                NotBefore = Documents.Now,
                Repeat = new AnnouncementRepeat("0 8 * * *", TimeSpan.FromHours(1)),
                Audience = new Audience { Include = { new Selector { Polygon = new Polygon { Points = { new Point { LatitudeE6 = -1, LongitudeE6 = 2 } } } } }, Exclude = { new Selector { Device = "s\"1" } } },
            },
        };
        string json = AnnouncementCodec.Encode(announcement);

        Announcement back = AnnouncementCodec.DecodeAnnouncement(json);

        Assert.Equal(json, AnnouncementCodec.Encode(back));
        Assert.Equal(announcement.Document.Audience, back.Document.Audience);
        Assert.Equal((announcement.Document.Repeat, announcement.Current, announcement.Document.Contents[2]), (back.Document.Repeat, back.Current, back.Document.Contents[2]));
        Assert.Contains("请撤离", json, StringComparison.Ordinal);
    }

    private static Command CommandOf(Action<Command> body)
    {
        var command = new Command { Major = WireVersion.Major, Minor = WireVersion.Minor, Id = Google.Protobuf.ByteString.CopyFrom(new byte[16]), IssuedUnixUs = 1, ExpiresUnixUs = 2 };
        body(command);
        return command;
    }
}
