using CsCheck;
using Longgang.Cloud.Core.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Announcements;

public sealed class SpeakerPartTests
{
    private static readonly SpeakerPart Sent = new() { Change = 0, Announcement = new string('1', 32), Occurrence = 1, Speaker = "s", Gateway = "gw-001", Area = "440307003002" };

    [Fact]
    public void Fold_AnyOrderAndRepetition_GreatestStepHolds() => Gen.Int[1, 6].Array[1, 12].Sample(steps =>
    {
        SpeakerPart stands = steps.Aggregate(Sent, (part, step) => SpeakerPart.Fold(part, Sent with { Step = step, Said = ReceiptState.Started, SaidReason = $"{step}" }));

        Assert.Equal((steps.Max(), $"{steps.Max()}"), (stands.Step, stands.SaidReason));
    });

    [Fact]
    public void Close_NothingHeardOrNotFinal_UnreachableUntilTheBoxSpeaks()
    {
        SpeakerPart accepted = SpeakerPart.Fold(Sent, Sent with { Step = 1, Said = ReceiptState.Accepted });
        SpeakerPart closed = SpeakerPart.Close(accepted, Documents.Now);

        Assert.Equal((ReceiptState.Unreachable, "box-silent", true), (closed.State, closed.Reason, closed.IsFinal));
        Assert.Equal(closed, SpeakerPart.Fold(closed, Sent with { Step = 1, Said = ReceiptState.Accepted }));
        SpeakerPart late = SpeakerPart.Fold(closed, Sent with { Step = 2, Said = ReceiptState.Finished, Last = true });
        Assert.Equal((ReceiptState.Finished, string.Empty), (late.State, late.Reason));
        Assert.Equal(late, SpeakerPart.Close(late, Documents.Now));
        Assert.Equal(ReceiptState.Unreachable, SpeakerPart.Close(Sent, Documents.Now).State);
    }

    [Fact]
    public void Coverage_Mixed_CountsByAreaAndWhoDidNotPlayAndWhy()
    {
        SpeakerPart[] parts =
        [
            Sent with { Speaker = "c", Step = 3, Said = ReceiptState.Finished, Last = true },
            Sent with { Speaker = "b", Step = 2, Said = ReceiptState.Failed, SaidReason = "busy", Last = true },
            SpeakerPart.Close(Sent with { Speaker = "a", Area = "440307014001" }, Documents.Now),
            Sent with { Speaker = "d", Area = "440307014001", Step = 1, Said = ReceiptState.Started },
            Sent with { Speaker = "e", Area = string.Empty },
        ];

        Coverage coverage = Coverage.Of(parts);

        Assert.Equal((string.Empty, 5), (coverage.Total.Area, coverage.Total.Speakers));
        Assert.Equal(["", "440307", "440307003", "440307003002", "440307014", "440307014001"], coverage.Areas.Select(area => area.Area));
        Assert.Equal([1, 4, 2, 2, 2, 2], coverage.Areas.Select(area => area.Speakers));
        Assert.Equal(1, coverage.Areas[2].States[ReceiptState.Finished]);
        Assert.Equal(1, coverage.Areas[4].States[ReceiptState.Unreachable]);
        Assert.Equal(["e ", "b busy", "a box-silent", "d "], coverage.NotPlayed.Select(part => $"{part.Speaker} {part.Reason}"));
        Assert.False(coverage.IsFinal);
        Assert.True(Coverage.Of(parts[..3]).IsFinal);
    }
}
