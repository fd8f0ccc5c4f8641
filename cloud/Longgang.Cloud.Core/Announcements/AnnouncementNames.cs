namespace Longgang.Cloud.Core.Announcements;

/// <summary>Names of states and acts in JSON.</summary>
public static class AnnouncementNames
{
    /// <summary>Name of a state.</summary>
    public static string Of(AnnouncementState state) => state switch
    {
        AnnouncementState.Draft => "draft",
        AnnouncementState.AwaitingApproval => "awaiting-approval",
        AnnouncementState.Scheduled => "scheduled",
        AnnouncementState.Dispatching => "dispatching",
        AnnouncementState.Live => "live",
        AnnouncementState.Done => "done",
        AnnouncementState.Retracted => "retracted",
        AnnouncementState.Refused => "refused",
        AnnouncementState.Withdrawn => "withdrawn",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state."),
    };

    /// <summary>Name of an act.</summary>
    public static string Of(AnnouncementAct act) => act switch
    {
        AnnouncementAct.Created => "created",
        AnnouncementAct.Edited => "edited",
        AnnouncementAct.Submitted => "submitted",
        AnnouncementAct.Approved => "approved",
        AnnouncementAct.Refused => "refused",
        AnnouncementAct.Withdrawn => "withdrawn",
        AnnouncementAct.DispatchBegun => "dispatch-begun",
        AnnouncementAct.Sent => "sent",
        AnnouncementAct.Ended => "ended",
        AnnouncementAct.Missed => "missed",
        AnnouncementAct.Retracted => "retracted",
        AnnouncementAct.Commented => "commented",
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "Not an act."),
    };

    /// <summary>The state of that name, or null.</summary>
    public static AnnouncementState? ParseState(string name)
    {
        foreach (AnnouncementState state in Enum.GetValues<AnnouncementState>())
        {
            if (Of(state) == name)
            {
                return state;
            }
        }

        return null;
    }
}
