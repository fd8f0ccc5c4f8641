using System.Globalization;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>
/// The life of an announcement: draft → (awaiting approval) → scheduled → dispatching → live → done, or retracted; one that repeats goes from live back to scheduled.
/// Pure: (announcement, command, now) → decision.
/// </summary>
public static class AnnouncementLifeCycle
{
    /// <summary>Decides one command.</summary>
    public static AnnouncementDecision Decide(Announcement announcement, AnnouncementCommand command, DateTimeOffset now)
    {
        Judgement judgement = command switch
        {
            AnnouncementCommand.Edit edit => DecideEdit(announcement, edit),
            AnnouncementCommand.Submit submit => DecideSubmit(announcement, submit, now),
            AnnouncementCommand.Approve => DecideApprove(announcement, command.By, now),
            AnnouncementCommand.Refuse => DecideRefuse(announcement, command),
            AnnouncementCommand.Withdraw => DecideWithdraw(announcement),
            AnnouncementCommand.Retract => DecideRetract(announcement),
            AnnouncementCommand.Remark => string.IsNullOrWhiteSpace(command.Comment)
                ? No("comment", "There is no comment.", "Write one.")
                : Yes(AnnouncementAct.Commented, announcement),
            AnnouncementCommand.Dispatch => DecideDispatch(announcement, now),
            AnnouncementCommand.Published => announcement.State == AnnouncementState.Dispatching
                ? Yes(AnnouncementAct.Sent, announcement with { State = AnnouncementState.Live })
                : NotNow(announcement, "Nothing of it is being published.", "Dispatch it first."),
            AnnouncementCommand.End end => DecideEnd(announcement, end, now),
            AnnouncementCommand.Miss => DecideMiss(announcement, now),
            _ => throw new ArgumentOutOfRangeException(nameof(command), command, "Not a command."),
        };
        return judgement.After is { } after
            ? new AnnouncementDecision(
                new AnnouncementStep(judgement.What, command.By, judgement.Comment ?? command.Comment, after with { Version = announcement.Version + 1, ChangedAt = now }), [])
            : new AnnouncementDecision(null, judgement.Problems);
    }

    private static Judgement DecideEdit(Announcement announcement, AnnouncementCommand.Edit edit) => announcement.State switch
    {
        AnnouncementState.Draft or AnnouncementState.AwaitingApproval or AnnouncementState.Refused or AnnouncementState.Scheduled when !announcement.WasSent =>
            Yes(AnnouncementAct.Edited, announcement with
            {
                State = AnnouncementState.Draft,
                Document = edit.Document,
                Authors = announcement.Authors.Any(author => IsSame(author, edit.By)) ? announcement.Authors : [.. announcement.Authors, edit.By],
                Approver = null,
                ApprovalReasons = [],
                Shown = null,
                Next = null,
            }),
        _ => NotNow(announcement, "What was sent cannot be written anew.", "Write a new announcement; retract or withdraw this one."),
    };

    private static Judgement DecideSubmit(Announcement announcement, AnnouncementCommand.Submit submit, DateTimeOffset now)
    {
        if (announcement.State != AnnouncementState.Draft)
        {
            return NotNow(announcement, "Only a draft can be submitted.", "Edit it to make it a draft again.");
        }

        var problems = new List<AnnouncementProblem>(AnnouncementValidator.FindProblems(announcement.Document, now));
        if (submit.Shown.Speakers.Count == 0 && !problems.Exists(problem => problem.Field == "audience"))
        {
            problems.Add(new("audience", "No speaker is in it, so nobody would hear it.", "Choose a larger audience, or look why the boxes report no speakers there."));
        }

        if (problems.Count > 0)
        {
            return new Judgement(default, null, problems);
        }

        IReadOnlyList<string> reasons = ApprovalRule.ReasonsOf(announcement.Document, submit.Shown);
        Announcement submitted = announcement with { Shown = submit.Shown, ApprovalReasons = reasons, Approver = null };
        return Yes(AnnouncementAct.Submitted, reasons.Count > 0
            ? submitted with { State = AnnouncementState.AwaitingApproval }
            : submitted with { State = AnnouncementState.Scheduled, Next = AnnouncementSchedule.First(announcement.Document, now) });
    }

    private static Judgement DecideApprove(Announcement announcement, string by, DateTimeOffset now)
    {
        if (FindApproverProblem(announcement, by) is { } problem)
        {
            return problem;
        }

        return AnnouncementSchedule.First(announcement.Document, now) is { } next
            ? Yes(AnnouncementAct.Approved, announcement with { State = AnnouncementState.Scheduled, Approver = by, Next = next })
            : No("expires", "It has expired while it waited, so nobody would hear it.", "Let its author choose another time and submit it again.");
    }

    private static Judgement DecideRefuse(Announcement announcement, AnnouncementCommand command) =>
        FindApproverProblem(announcement, command.By)
        ?? (string.IsNullOrWhiteSpace(command.Comment)
            ? No("comment", "There is no reason, so its author would not know what to change.", "Say why.")
            : Yes(AnnouncementAct.Refused, announcement with { State = AnnouncementState.Refused, Approver = command.By }));

    private static Judgement? FindApproverProblem(Announcement announcement, string by) =>
        announcement.State != AnnouncementState.AwaitingApproval ? NotNow(announcement, "It does not wait for anybody's approval.", "Look at its history.")
        : string.IsNullOrWhiteSpace(by) ? No("by", "Nobody's name stands under it.", "Say who you are.")
        : announcement.Authors.Any(author => IsSame(author, by)) ? No("by", $"{by} has written in it, and needs a second pair of eyes.", "Let somebody else look at it.")
        : null;

    private static Judgement DecideWithdraw(Announcement announcement) => announcement.State switch
    {
        AnnouncementState.Draft or AnnouncementState.AwaitingApproval or AnnouncementState.Refused or AnnouncementState.Scheduled =>
            Yes(AnnouncementAct.Withdrawn, announcement with { State = AnnouncementState.Withdrawn, Next = null }),
        AnnouncementState.Dispatching or AnnouncementState.Live => NotNow(announcement, "Boxes have it already.", "Retract it."),
        _ => NotNow(announcement, "It is over already.", "Nothing has to be done."),
    };

    private static Judgement DecideRetract(Announcement announcement) => announcement.State switch
    {
        AnnouncementState.Retracted => NotNow(announcement, "It is retracted already.", "Look at its history and its coverage."),
        _ when announcement.WasSent => Yes(AnnouncementAct.Retracted, announcement with { State = AnnouncementState.Retracted, Next = null }),
        _ => NotNow(announcement, "Nobody has heard anything of it.", "Withdraw it."),
    };

    private static Judgement DecideDispatch(Announcement announcement, DateTimeOffset now)
    {
        if (announcement is not { State: AnnouncementState.Scheduled, Next: { } next })
        {
            return NotNow(announcement, "It is not scheduled.", "Submit it and let it be approved.");
        }

        return now < next.Begin - Announcement.SentAhead ? NotNow(announcement, "Its time has not come.", "Wait.")
            : now >= next.Expires ? No("expires", "This occurrence has expired, and nothing is played late.", "Let the schedule go on to the next one.")
            : Yes(AnnouncementAct.DispatchBegun, announcement with { State = AnnouncementState.Dispatching, Occurrence = announcement.Occurrence + 1, Current = next, Next = null });
    }

    private static Judgement DecideEnd(Announcement announcement, AnnouncementCommand.End end, DateTimeOffset now)
    {
        if (announcement is not { State: AnnouncementState.Dispatching or AnnouncementState.Live, Current: { } current })
        {
            return NotNow(announcement, "Nothing of it is on the air.", "Look at its history.");
        }

        return end.EverySpeakerDone || now >= current.Expires + Announcement.ClosedAfter
            ? Yes(AnnouncementAct.Ended, GoOn(announcement, current))
            : NotNow(announcement, "Speakers may still play it.", "Wait until a minute after it has expired.");
    }

    private static Judgement DecideMiss(Announcement announcement, DateTimeOffset now)
    {
        int missed = 0;
        Announcement after = announcement;
        while (after is { State: AnnouncementState.Scheduled, Next: { } next } && now >= next.Expires)
        {
            missed++;
            after = GoOn(after with { Occurrence = after.Occurrence + 1 }, next);
        }

        return missed > 0
            ? new Judgement(AnnouncementAct.Missed, after, [], string.Create(CultureInfo.InvariantCulture, $"{missed} expired before it could be sent, the last one is number {after.Occurrence}."))
            : NotNow(announcement, "Nothing of it has been missed.", "Wait.");
    }

    private static Announcement GoOn(Announcement announcement, PlayWindow last) =>
        AnnouncementSchedule.After(announcement.Document, last) is { } next
            ? announcement with { State = AnnouncementState.Scheduled, Next = next }
            : announcement with { State = AnnouncementState.Done, Next = null };

    private static bool IsSame(string one, string other) => string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase);

    private static Judgement Yes(AnnouncementAct what, Announcement after) => new(what, after, []);

    private static Judgement No(string field, string what, string todo) => new(default, null, [new AnnouncementProblem(field, what, todo)]);

    private static Judgement NotNow(Announcement announcement, string what, string todo) =>
        No(string.Empty, $"The announcement is {AnnouncementNames.Of(announcement.State)}. {what}", todo);

    private sealed record Judgement(AnnouncementAct What, Announcement? After, IReadOnlyList<AnnouncementProblem> Problems, string? Comment = null);
}
