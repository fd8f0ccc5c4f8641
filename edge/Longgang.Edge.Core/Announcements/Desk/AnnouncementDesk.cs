using System.Collections.Concurrent;
using System.Threading.Channels;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Time;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>
/// Drives <see cref="AnnouncementPlayer"/>: one loop takes in what has come, writes the journal once for all of it, and does what rests on it. While it is being
/// synced more may come, which then shares the next write.
/// </summary>
public sealed partial class AnnouncementDesk : BackgroundService, ISpeakerListener
{
    private const int MostWaiting = 4096;

    private readonly ICommandInbox _inbox;
    private readonly ISpeakerDirectory _directory;
    private readonly IAudioLibrary _library;
    private readonly ICloudClock _clock;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly AnnouncementPlayer _player;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Channel<DeskInput> _inputs = Channel.CreateBounded<DeskInput>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    // What ports say must not wait for room. Both are bounded by themselves: speakers, and attempts that are out.
    private readonly ConcurrentDictionary<string, (Reach Reach, IReadOnlyList<string> Languages)> _reached = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Device, UInt128 Attempt, string Reason)> _notReached = new();
    private readonly BackgroundWork _background;
    private readonly OrderSender _orders;
    private readonly LaneWriter _lane;
    private readonly AudioWorker _audio;
    private volatile DeskSnapshot _snapshot = new(0, 0, 0, null);

    /// <summary>Puts the parts together; nothing runs yet.</summary>
    public AnnouncementDesk(
        ICommandInbox inbox,
        ISpeakerDirectory directory,
        IEnumerable<ISpeakerPort> ports,
        IAudioLibrary library,
        ILane alerts,
        EventStamper stamper,
        ICloudClock clock,
        AnnouncementOptions options,
        TimeProvider time,
        ILogger<AnnouncementDesk> logger)
    {
        (_inbox, _directory, _library, _clock, _time, _logger) = (inbox, directory, library, clock, time, logger);
        _player = new AnnouncementPlayer(options);
        _background = new BackgroundWork(e => _inputs.Writer.TryComplete(e));
        _orders = new OrderSender(ports, _background, time, NotReached, _stopping.Token);
        _lane = new LaneWriter(alerts, stamper, _background, _inputs.Writer, why => LogLaneRefuses(logger, why));
        _audio = new AudioWorker(library, _background, _inputs.Writer, _stopping.Token);
    }

    /// <summary>Figures for health; callable from any thread.</summary>
    public DeskSnapshot Snapshot => _snapshot;

    /// <summary>Takes a command whose signature was verified. Completes when it is durable, or refused; the alert lane gets the same answer.</summary>
    public async ValueTask<CommandReceipt> TakeAsync(Command command, CancellationToken cancellationToken)
    {
        var input = new DeskInput.Take(command);
        await _inputs.Writer.WriteAsync(input, cancellationToken).ConfigureAwait(false);
        return await input.Answer.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Plays something that somebody at the box asks for; the cloud hears of it by the receipts, like of its own.</summary>
    /// <param name="play">What to play, with an announcement id of its own.</param>
    /// <param name="command">A new id, 16 bytes.</param>
    /// <param name="expiresIn">How long it may wait.</param>
    /// <param name="cancellationToken">Gives up waiting; what is taken stays taken.</param>
    public ValueTask<CommandReceipt> TakeLocalAsync(Play play, Google.Protobuf.ByteString command, TimeSpan expiresIn, CancellationToken cancellationToken)
    {
        if (_clock.Now is not { } now)
        {
            return ValueTask.FromResult(new CommandReceipt
            {
                Command = command,
                Status = CommandStatus.Refused,
                Reason = $"{ReceiptReason.ClockUnknown}: the box does not know the time, so nothing could expire. Connect it to the cloud or set its clock.",
            });
        }

        long issued = (now.Latest.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
        return TakeAsync(
            new Command { Major = Contracts.Wire.WireVersion.Major, Minor = Contracts.Wire.WireVersion.Minor, Id = command, IssuedUnixUs = issued, ExpiresUnixUs = issued + (long)expiresIn.TotalMicroseconds, Play = play },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Reached(string device, Reach reach, IReadOnlyList<string> languages)
    {
        _reached[device] = (reach, languages);
        Nudge();
    }

    /// <inheritdoc/>
    public void NotReached(string device, UInt128 attempt, string reason)
    {
        _notReached.Enqueue((device, attempt, reason));
        Nudge();
    }

    /// <inheritdoc/>
    /// <exception cref="InboxFullException">It is not durable; the speaker should say it again.</exception>
    /// <exception cref="InboxFaultedException">It may not be durable; the speaker should say it again.</exception>
    public async ValueTask AnsweredAsync(string device, SpeakerReceiptMessage receipt, Evidence evidence, CancellationToken cancellationToken)
    {
        var input = new DeskInput.Said(device, receipt, evidence);
        await _inputs.Writer.WriteAsync(input, cancellationToken).ConfigureAwait(false);
        await input.IsDurable.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _audio.Dispose();
        _stopping.Dispose();
    }

    // Should there be no room, the loop is awake anyway.
    private void Nudge() => _inputs.Writer.TryWrite(DeskInput.Do.Nothing);

    private Moment Now() => new(_time.GetElapsedTime(0), _clock.Now);
}
