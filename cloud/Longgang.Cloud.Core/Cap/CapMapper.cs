using System.Globalization;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Cap;

/// <summary>From messages to announcements. Pure.</summary>
public static class CapMapper
{
    /// <summary>Says what a message asks for.</summary>
    /// <param name="alert">As the reader gave it.</param>
    /// <param name="profile">What is agreed on beyond the standard.</param>
    /// <param name="now">Messages that are over ask for nothing.</param>
    public static CapMapping Map(CapAlert alert, CapProfile profile, DateTimeOffset now)
    {
        var context = new CapContext(CapLimits.Default);
        CapHandling handling = Handling(alert, context);
        NoteLosses(alert, now, profile, context);
        IReadOnlyList<CapAnnouncement> announcements = handling == CapHandling.Record
            ? [Empty(alert, handling)]
            : new Mapping(alert, handling, profile, now, context).All();
        return new CapMapping(context.Problems.Count == 0 ? announcements : [], context.Problems, context.Notes);
    }

    private static CapHandling Handling(CapAlert alert, CapContext context)
    {
        if (alert.MessageType is CapMessageType.Ack or CapMessageType.Error)
        {
            return CapHandling.Record;
        }

        switch (alert.Status)
        {
            case CapStatus.Actual:
                return CapHandling.Broadcast;
            case CapStatus.Exercise:
                return CapHandling.Drill;
            case CapStatus.Draft:
                context.Note("alert/status", CapReason.Assumed, "A draft: it is laid before an operator and not sent by itself.");
                return CapHandling.Draft;
            default:
                context.Note("alert/status", CapReason.Assumed, $"The status is {alert.Status}: it is kept and not played.");
                return CapHandling.Record;
        }
    }

    private static void NoteLosses(CapAlert alert, DateTimeOffset now, CapProfile profile, CapContext context)
    {
        if (alert.Sent - now > profile.ClockTolerance)
        {
            context.Note("alert/sent", CapReason.Time, $"It was sent at {CapTime.Format(alert.Sent)}, which is still to come: one of the clocks is wrong.");
        }

        if (alert.Codes.Count > 0)
        {
            context.Note("alert/code", CapReason.Loss, "Codes for special handling are not known here and change nothing.");
        }
    }

    private static CapAnnouncement Empty(CapAlert alert, CapHandling handling) =>
        new(new CapReference(alert.Sender, alert.Identifier, alert.Sent), 1, alert.MessageType, handling)
        {
            Event = alert.Infos.Count > 0 ? alert.Infos[0].Event : string.Empty,
            Effective = alert.Sent,
            Expires = alert.Sent,
            References = alert.References,
        };

    private sealed class Mapping(CapAlert alert, CapHandling handling, CapProfile profile, DateTimeOffset now, CapContext context)
    {
        private readonly CapAudience _audience = new(profile, context);
        private readonly CapSounds _sounds = new(context);

        public List<CapAnnouncement> All()
        {
            if (alert.Scope != CapScope.Public)
            {
                context.Problem("alert/scope", CapReason.Scope, $"The scope is {alert.Scope}.", "Loudspeakers speak to everybody.", "Send it as Public, or not here.");
            }

            if (alert.Infos.Count == 0)
            {
                if (alert.MessageType == CapMessageType.Cancel)
                {
                    context.Note("alert", CapReason.Content, "It cancels and says nothing: what it references is stopped without a word.");
                    return [Empty(alert, handling)];
                }

                context.Problem("alert/info", CapReason.Content, "There is no <info>.", "There is nothing to say.", "Add one for each language.");
                return [];
            }

            var announcements = new List<CapAnnouncement>();
            for (int i = 0; i < alert.Infos.Count; i++)
            {
                string path = string.Create(CultureInfo.InvariantCulture, $"alert/info[{i + 1}]");
                if (Announcement(alert.Infos[i], path) is { } next)
                {
                    Join(announcements, next, path);
                }
            }

            return announcements;
        }

        // Blocks for the same people at the same time are one announcement: the languages of a message, mostly.
        private void Join(List<CapAnnouncement> announcements, CapAnnouncement next, string path)
        {
            int at = announcements.FindIndex(one => one.Effective == next.Effective && one.Expires == next.Expires && one.Audience!.Equals(next.Audience));
            if (at < 0)
            {
                announcements.Add(next with { Part = announcements.Count + 1 });
                return;
            }

            CapAnnouncement one = announcements[at];
            if (one.Level != next.Level || one.Priority != next.Priority)
            {
                context.Note(path, CapReason.Contradiction, "Blocks for the same audience differ in how bad or urgent they are: the worst holds for all.");
            }

            announcements[at] = one with
            {
                Level = (Severity)Math.Min((int)one.Level, (int)next.Level),
                Priority = Math.Max(one.Priority, next.Priority),
                Contents = [.. one.Contents, .. next.Contents],
                Places = [.. one.Places.Union(next.Places)],
                Onset = one.Onset ?? next.Onset,
            };
        }

        private CapAnnouncement? Announcement(CapInfo info, string path)
        {
            int before = context.Problems.Count;
            (DateTimeOffset effective, DateTimeOffset expires) = Window(info, path);
            Audience? audience = _audience.Of(info, path);
            CapContent? content = Content(info, path);
            NoteLosses(info, path);
            Severity level = Level(info, path);
            uint priority = Priority(info, level, path);
            return context.Problems.Count > before || audience is null || content is null
                ? null
                : new CapAnnouncement(new CapReference(alert.Sender, alert.Identifier, alert.Sent), 1, alert.MessageType, handling)
                {
                    Event = info.Event,
                    Level = level,
                    Priority = priority,
                    Contents = [content],
                    Effective = effective,
                    Onset = info.Onset,
                    Expires = expires,
                    Audience = audience,
                    Places = [.. info.Areas.Select(area => area.Description)],
                    References = alert.References,
                };
        }

        private (DateTimeOffset Effective, DateTimeOffset Expires) Window(CapInfo info, string path)
        {
            DateTimeOffset effective = info.Effective ?? alert.Sent;
            if (info.Expires is not { } expires)
            {
                expires = effective + profile.Validity;
                context.Note(path, CapReason.Assumed, $"It does not say when it expires; {CapTime.Format(expires)} was taken.");
            }

            if (expires <= effective)
            {
                context.Problem(path + "/expires", CapReason.Window, "It expires before it takes effect.", "There is no moment at which it could be played.", "Correct <effective> or <expires>.");
            }
            else if (expires <= now && alert.MessageType != CapMessageType.Cancel)
            {
                context.Problem(path + "/expires", CapReason.Window, $"It expired at {CapTime.Format(expires)}.", "What is over is not played.", "Send it with a later <expires> if it still holds.");
            }

            if (info.Onset >= expires)
            {
                context.Note(path + "/onset", CapReason.Contradiction, "The event begins only after the message has expired.");
            }

            return (effective, expires);
        }

        private CapContent? Content(CapInfo info, string path)
        {
            string text = CapSpeech.Compose(info);
            if (text.Length > profile.MaxCharacters)
            {
                context.Problem(path, CapReason.Content, $"Its words have {text.Length} characters together.", $"More than {profile.MaxCharacters} are not spoken.", "Say it shorter.");
                return null;
            }

            CapAudio? audio = _sounds.Of(info, path);
            return new CapContent(info.Language, text, audio);
        }

        private Severity Level(CapInfo info, string path)
        {
            Severity level = CapLevels.Level(info);
            if (info.Severity == CapSeverity.Unknown)
            {
                context.Note(path + "/severity", CapReason.Assumed, "The severity is unknown; Moderate was taken.");
            }

            if (info.Urgency == CapUrgency.Unknown || info.Certainty == CapCertainty.Unknown)
            {
                context.Note(path, CapReason.Assumed, "Urgency or certainty is unknown: the level was not lowered for it.");
            }

            return level;
        }

        private uint Priority(CapInfo info, Severity level, string path)
        {
            uint priority = CapLevels.Priority(level, info.Urgency);
            CapNamedValue[] said = [.. info.Parameters.Where(parameter => profile.PriorityNames.Contains(parameter.Name, StringComparer.Ordinal))];
            if (said.Length > 1)
            {
                context.Problem(path + "/parameter", CapReason.Contradiction, "There is more than one priority.", "Only one can hold.", "Keep one.");
            }
            else if (said is [{ Value: [>= '0' and <= '9' and var digit] }])
            {
                priority = (uint)(digit - '0');
            }
            else if (said.Length == 1)
            {
                context.Problem(path + "/parameter", CapReason.Number, $"The priority is '{CapContext.Show(said[0].Value)}'.", "Priorities are 0 to 9.", "Correct it, or leave it out.");
            }

            if (handling == CapHandling.Drill && CapLevels.OfDrill(priority) != priority)
            {
                context.Note(path, CapReason.Assumed, $"A drill interrupts nothing real: its priority is {CapLevels.OfDrill(priority)} in place of {priority}.");
                priority = CapLevels.OfDrill(priority);
            }

            return priority;
        }

        private void NoteLosses(CapInfo info, string path)
        {
            string[] lost =
            [
                .. info.Audience is null ? [] : new[] { "audience" },
                .. info.EventCodes.Count == 0 ? [] : new[] { "eventCode" },
                .. info.Web is null ? [] : new[] { "web" },
                .. info.Contact is null ? [] : new[] { "contact" },
                .. info.ResponseTypes.Count == 0 ? [] : new[] { "responseType" },
                .. info.Parameters.All(parameter => profile.PriorityNames.Contains(parameter.Name, StringComparer.Ordinal)) ? [] : new[] { "parameter" },
            ];
            if (lost.Length > 0)
            {
                context.Note(path, CapReason.Loss, $"Not spoken, and nobody is chosen by it: {string.Join(", ", lost)}.");
            }
        }
    }
}
