using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>
/// Moves announcements on as far as the clock lets them: sends what is due, goes on after what was missed, closes what is over. Called by whoever has just changed one, and by
/// <see cref="AnnouncementClock"/> for the rest. Two who do it at once disturb nobody: the store takes one of them by the version.
/// </summary>
public sealed class AnnouncementDispatch(
    IAnnouncementStore announcements, ICommandOutbox outbox, ISpeakerStore speakers, CommandComposer composer, CommandPublisher publisher, CommandSigner signer, TimeProvider time)
{
    /// <summary>Whether anything can be sent: a key to sign with, and a way to the boxes.</summary>
    public bool IsConfigured => signer.HasKey && publisher.HasTransport;

    /// <summary>Moves an announcement on.</summary>
    /// <returns>As it stands then.</returns>
    /// <exception cref="CommandTransportException">The broker does not take its commands: they are durable, and the clock sends them.</exception>
    public async Task<Announcement> AdvanceAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        while (true)
        {
            AnnouncementStep? step = announcement.State switch
            {
                AnnouncementState.Scheduled => await BeginAsync(announcement, cancellationToken),
                AnnouncementState.Dispatching => await PublishAsync(announcement, cancellationToken),
                AnnouncementState.Live => await EndAsync(announcement, cancellationToken),
                _ => null,
            };
            if (step is null)
            {
                return announcement;
            }

            AnnouncementSaved saved = await announcements.SaveAsync(step, cancellationToken);
            if (saved.Saved is null)
            {
                // Somebody else was faster, and goes on with it.
                return saved.Current ?? announcement;
            }

            announcement = saved.Saved;
            await publisher.PublishAsync(FirstOf(step.Commands), cancellationToken);
        }
    }

    /// <summary>Commands as they go out for the first time.</summary>
    public static IReadOnlyList<DueCommand> FirstOf(IEnumerable<OutgoingCommand> commands) => [.. commands.Select(command => new DueCommand(
        command.Id, command.Announcement, command.Occurrence, command.Topics, null, 0, command.Bytes, command.ExpiresAt))];

    /// <summary>Ends the occurrence if every speaker has said its last word.</summary>
    public async Task EndIfCompleteAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        IReadOnlyList<SpeakerPart> parts = await announcements.ReadPartsAsync(announcement.Id, announcement.Occurrence, cancellationToken);
        if (parts.Count > 0 && parts.All(part => part.IsFinal)
            && AnnouncementLifeCycle.Decide(announcement, new AnnouncementCommand.End(EverySpeakerDone: true), time.GetUtcNow()).Step is { } step)
        {
            await announcements.SaveAsync(step, cancellationToken);
        }
    }

    private async Task<AnnouncementStep?> BeginAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (announcement.Next is not { } next || now < next.Begin - Announcement.SentAhead)
        {
            return null;
        }

        if (now >= next.Expires)
        {
            return AnnouncementLifeCycle.Decide(announcement, new AnnouncementCommand.Miss(), now).Step;
        }

        if (!IsConfigured)
        {
            return null;
        }

        SpeakerRecord[] hearers = PreFlight.Resolve(announcement.Document.Audience, await speakers.ListAsync(removed: false, cancellationToken));
        var difference = AudienceDifference.Between(announcement.Shown?.Speakers ?? [], [.. hearers.Select(speaker => speaker.Device)]);
        return AnnouncementLifeCycle.Decide(announcement, new AnnouncementCommand.Dispatch(difference), time.GetUtcNow()).Step is { } step
            ? composer.WithPlay(step, hearers)
            : null;
    }

    private async Task<AnnouncementStep?> PublishAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        if (announcement.Current is { } current && now < current.Expires)
        {
            DueCommand[] unsent = [.. (await outbox.ListDueAsync(now, int.MaxValue, cancellationToken)).Where(command => command.Gateway is null && command.Announcement == announcement.Id)];
            if (unsent.Length > 0 && !publisher.HasTransport)
            {
                return null;
            }

            await publisher.PublishAsync(unsent, cancellationToken);
        }

        return AnnouncementLifeCycle.Decide(announcement, new AnnouncementCommand.Published(), now).Step;
    }

    private async Task<AnnouncementStep?> EndAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        AnnouncementStep? step = AnnouncementLifeCycle.Decide(announcement, new AnnouncementCommand.End(), time.GetUtcNow()).Step;
        if (step is not null)
        {
            await announcements.CloseSilentAsync(announcement.Id, announcement.Occurrence, cancellationToken);
        }

        return step;
    }
}
