using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Does what people want done with announcements, and sends at once what is due by it.</summary>
public sealed partial class AnnouncementDesk(
    IAnnouncementStore announcements,
    ICommandOutbox outbox,
    ISpeakerStore speakers,
    CommandComposer composer,
    CommandPublisher publisher,
    AnnouncementDispatch dispatch,
    AnnouncementBell bell,
    TimeProvider time,
    ILogger<AnnouncementDesk> logger)
{
    private const int MostPlanned = 500;

    /// <summary>Whether anything can be sent.</summary>
    public bool IsConfigured => dispatch.IsConfigured;

    /// <summary>Writes a draft.</summary>
    public async Task<Announcement> CreateAsync(string by, string? comment, AnnouncementDocument document, CancellationToken cancellationToken)
    {
        var draft = Announcement.Create(Guid.NewGuid().ToString("n"), by, document, time.GetUtcNow());
        AnnouncementSaved saved = await announcements.SaveAsync(new AnnouncementStep(AnnouncementAct.Created, by, comment, draft), cancellationToken);
        return saved.Saved!;
    }

    /// <summary>Does what needs nothing but the announcement: edit, refuse, withdraw.</summary>
    public Task<DeskOutcome> DoAsync(string id, long version, AnnouncementCommand command, CancellationToken cancellationToken) =>
        DecideAsync(id, version, announcement => Task.FromResult(Judge(announcement, command)), cancellationToken);

    /// <summary>Submits, for the audience as it is now; with a fingerprint only if that is the audience that was shown.</summary>
    public async Task<DeskOutcome> SubmitAsync(string id, long version, string by, string? comment, string? fingerprint, CancellationToken cancellationToken)
    {
        DeskOutcome outcome = await DecideAsync(
            id,
            version,
            async announcement =>
            {
                IReadOnlyList<SpeakerRecord> all = await speakers.ListAsync(removed: false, cancellationToken);
                string[] hearers = [.. PreFlight.Resolve(announcement.Document.Audience, all).Select(speaker => speaker.Device)];
                var shown = new ShownAudience(AudienceFingerprint.Of(hearers), hearers, all.Count);
                return fingerprint is not null && fingerprint != shown.Fingerprint
                    ? (null, new DeskOutcome.AudienceChanged($"{hearers.Length} speakers are in it now."))
                    : Judge(announcement, new AnnouncementCommand.Submit(by, shown, comment));
            },
            cancellationToken);
        return await GoOnAsync(outcome, cancellationToken);
    }

    /// <summary>Approves.</summary>
    public async Task<DeskOutcome> ApproveAsync(string id, long version, string by, string? comment, CancellationToken cancellationToken) =>
        await GoOnAsync(await DoAsync(id, version, new AnnouncementCommand.Approve(by, comment), cancellationToken), cancellationToken);

    /// <summary>Calls it back: stops it wherever it is, and sends the correction.</summary>
    public Task<DeskOutcome> RetractAsync(string id, long version, string by, string? comment, CancellationToken cancellationToken) => SendAsync(
        id,
        version,
        async announcement =>
        {
            (AnnouncementStep? step, DeskOutcome? no) = Judge(announcement, new AnnouncementCommand.Retract(by, comment));
            if (step is null)
            {
                return (null, no);
            }

            SpeakerRecord[] hearers = PreFlight.Resolve(announcement.Document.Audience, await speakers.ListAsync(removed: false, cancellationToken));
            IReadOnlyList<CommandAnswer> told = await outbox.ReadAnswersAsync(id, cancellationToken);
            return (composer.WithRetract(step, hearers, told.Select(answer => answer.Gateway)), null);
        },
        cancellationToken);

    /// <summary>Tells those speakers again that have ended without playing the latest occurrence, as long as it has not expired.</summary>
    public Task<DeskOutcome> RetryAsync(string id, long version, string by, string? comment, CancellationToken cancellationToken) => SendAsync(
        id,
        version,
        async announcement =>
        {
            if (announcement is not { State: AnnouncementState.Dispatching or AnnouncementState.Live or AnnouncementState.Done or AnnouncementState.Scheduled, Current: { } current }
                || time.GetUtcNow() >= current.Expires)
            {
                return (null, No($"The announcement is {AnnouncementNames.Of(announcement.State)}, and nothing of it is on the air: nothing is played late.", "Write a new announcement for those who missed it."));
            }

            HashSet<string> missing = [.. (await announcements.ReadPartsAsync(id, announcement.Occurrence, cancellationToken)).Where(HasMissedIt).Select(part => part.Speaker)];
            SpeakerRecord[] again = [.. (await speakers.ListAsync(removed: false, cancellationToken)).Where(speaker => missing.Contains(speaker.Device))];
            if (again.Length == 0)
            {
                return (null, No("No speaker has ended without playing it.", "Look at its coverage: the others are told again without anybody asking, until it expires."));
            }

            string words = $"{again.Length} of {missing.Count} speakers that missed it are told again{(comment is null ? "." : ": " + comment)}";
            (AnnouncementStep? step, DeskOutcome? no) = Judge(announcement, new AnnouncementCommand.Remark(by, words));
            return (step is null ? null : composer.WithRetry(step, again), no);
        },
        cancellationToken);

    /// <summary>Looks at a document before it is sent.</summary>
    /// <param name="document">The document.</param>
    /// <param name="id">The announcement that it belongs to, null: none yet. It is no conflict of its own.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<PreFlightReport> CheckAsync(AnnouncementDocument document, string? id, CancellationToken cancellationToken)
    {
        DateTimeOffset now = time.GetUtcNow();
        var planned = new List<PlannedPlay>();
        foreach (AnnouncementState state in (AnnouncementState[])[AnnouncementState.Scheduled, AnnouncementState.Dispatching, AnnouncementState.Live])
        {
            IReadOnlyList<Announcement> some = await announcements.ListAsync(new AnnouncementQuery(state, null, MostPlanned), cancellationToken);
            planned.AddRange(some.Where(other => other.Id != id).Select(other => PlannedPlay.Of(other, now + PreFlight.Horizon)).OfType<PlannedPlay>());
        }

        return PreFlight.Check(
            document,
            await speakers.ListAsync(removed: false, cancellationToken),
            await speakers.ReadAudioAsync(cancellationToken),
            composer.Quiet,
            planned,
            now);
    }

    private static bool HasMissedIt(SpeakerPart part) => part.State != ReceiptState.Finished && (part.IsFinal || part.State == ReceiptState.Failed);

    private static DeskOutcome.Refused No(string what, string todo) => new([new AnnouncementProblem(string.Empty, what, todo)]);

    private (AnnouncementStep? Step, DeskOutcome? No) Judge(Announcement announcement, AnnouncementCommand command)
    {
        AnnouncementDecision decision = AnnouncementLifeCycle.Decide(announcement, command, time.GetUtcNow());
        return (decision.Step, decision.Step is null ? new DeskOutcome.Refused(decision.Problems) : null);
    }

    private async Task<DeskOutcome> DecideAsync(
        string id, long version, Func<Announcement, Task<(AnnouncementStep? Step, DeskOutcome? No)>> decide, CancellationToken cancellationToken, Action<AnnouncementStep>? onSaved = null)
    {
        if (await announcements.FindAsync(id, cancellationToken) is not { } announcement)
        {
            return new DeskOutcome.Missing();
        }

        if (announcement.Version != version)
        {
            return new DeskOutcome.Stale(announcement);
        }

        (AnnouncementStep? step, DeskOutcome? no) = await decide(announcement);
        if (step is null)
        {
            return no!;
        }

        AnnouncementSaved saved = await announcements.SaveAsync(step, cancellationToken);
        if (saved.Saved is null)
        {
            return saved.Current is { } current ? new DeskOutcome.Stale(current) : new DeskOutcome.Missing();
        }

        onSaved?.Invoke(step);
        return new DeskOutcome.Done(saved.Saved);
    }

    /// <summary>Writes a step and publishes its commands at once.</summary>
    private async Task<DeskOutcome> SendAsync(
        string id, long version, Func<Announcement, Task<(AnnouncementStep? Step, DeskOutcome? No)>> decide, CancellationToken cancellationToken)
    {
        AnnouncementStep? written = null;
        DeskOutcome outcome = await DecideAsync(id, version, decide, cancellationToken, step => written = step);
        if (written is not null)
        {
            await TryAsync(() => publisher.PublishAsync(AnnouncementDispatch.FirstOf(written.Commands), CancellationToken.None), id);
        }

        return outcome;
    }

    /// <summary>Sends it if its time has come; else lets boxes fetch its audio.</summary>
    private async Task<DeskOutcome> GoOnAsync(DeskOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is not DeskOutcome.Done { Announcement: { State: AnnouncementState.Scheduled } scheduled })
        {
            return outcome;
        }

        Announcement now = scheduled;
        await TryAsync(
            async () =>
            {
                now = await dispatch.AdvanceAsync(scheduled, CancellationToken.None);
                if (now.State == AnnouncementState.Scheduled)
                {
                    await StageAsync(now, cancellationToken);
                }
            },
            scheduled.Id);
        return new DeskOutcome.Done(await announcements.FindAsync(scheduled.Id, cancellationToken) ?? now);
    }

    private async Task StageAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        SpeakerRecord[] hearers = PreFlight.Resolve(announcement.Document.Audience, await speakers.ListAsync(removed: false, cancellationToken));
        if (composer.StageOf(announcement, hearers) is { } stage)
        {
            await outbox.AddAsync([stage], cancellationToken);
            bell.Ring();
        }
    }

    /// <summary>What was asked for is durable: that it cannot be published now is not the asker's trouble but the clock's.</summary>
    private async Task TryAsync(Func<Task> send, string id)
    {
        try
        {
            await send();
        }
        catch (Exception e) when (e is CommandTransportException or StoreUnavailableException or System.Data.Common.DbException)
        {
            LogLater(e, id);
            bell.Ring();
        }
    }

    [LoggerMessage(5603, LogLevel.Warning, "Announcement {Id} is accepted and could not be sent at once; it is sent as soon as that is possible")]
    private partial void LogLater(Exception exception, string id);
}
