using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player;

namespace Longgang.Edge.Core.Announcements.Desk;

// The loop.
public sealed partial class AnnouncementDesk
{
    private const int MostTogether = 1024;

    private static readonly TimeSpan _firstInboxPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestInboxPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan _longestSleep = TimeSpan.FromMinutes(10);

    private readonly List<DeskInput> _round = [];
    private TimeSpan _inboxPause;
    private Exception? _inboxProblem;

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        _inputs.Writer.TryComplete();
        await _background.WhenAllAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Restore();
        void Read() => Tell((player, _) => player.Register(_directory.Current));
        void Learn() => Tell((player, _) => player.ClockLearned());
        void Hold() => Tell((player, _) => player.Held(_library.Held));
        using ITimer timer = _time.CreateTimer(_ => Nudge(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _directory.Changed += Read;
        _clock.Learned += Learn;
        _library.Changed += Hold;
        try
        {
            _player.Register(_directory.Current);
            _player.Held(_library.Held);
            do
            {
                await RoundAsync(timer).ConfigureAwait(false);
            }
            while (await _inputs.Reader.WaitToReadAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await EndAsync().ConfigureAwait(false);
        }
        finally
        {
            _directory.Changed -= Read;
            _clock.Learned -= Learn;
            _library.Changed -= Hold;
        }
    }

    private void Restore()
    {
        if (_inbox.Damage is { } damage)
        {
            LogDamaged(_logger, damage);
        }

        foreach (string problem in _player.Restore(_inbox.Recovered, Now()))
        {
            LogUnreadable(_logger, problem);
        }

        LogRestored(_logger, _player.Live, _player.Remembered);
    }

    // An event of another room must not wait: what it would say is looked up when the loop comes to it, so one that finds no room is made up for by the next.
    private void Tell(Action<AnnouncementPlayer, Moment> what) => _background.Run(() => _inputs.Writer.WriteAsync(new DeskInput.Do(what), _stopping.Token).AsTask());

    private async Task RoundAsync(ITimer timer)
    {
        TakeIn();
        Moment now = Now();
        _player.Advance(now);
        PlayerOutput output = _player.Flush(now);
        bool written = await WriteAsync(output).ConfigureAwait(false);
        Act(output, written);
        foreach (DeskInput input in _round)
        {
            if (_player.IsJournalBehind)
            {
                input.Failed(_player, _inboxProblem ?? new InboxFaultedException("The inbox is not written at present."));
                if (input is DeskInput.Take)
                {
                    Nudge(); // the refusal is to go to the lane
                }
            }
            else
            {
                input.Durable();
            }
        }

        _round.Clear();
        _snapshot = new DeskSnapshot(_player.Live, _player.Remembered, _player.Playing, _inboxProblem?.Message);
        TimeSpan sleep = !written ? _inboxPause : output.WakeAt is { } at ? at - Now().Monotonic : _longestSleep; // what could not be written is not in the output's own time
        timer.Change(sleep <= TimeSpan.Zero ? TimeSpan.FromMilliseconds(1) : sleep < _longestSleep ? sleep : _longestSleep, Timeout.InfiniteTimeSpan);
    }

    private void TakeIn()
    {
        foreach ((string device, (Reach Reach, IReadOnlyList<string> Languages) reached) in _reached)
        {
            if (_reached.TryRemove(KeyValuePair.Create(device, reached)))
            {
                _player.Reached(device, reached.Reach, reached.Languages);
            }
        }

        while (_notReached.TryDequeue(out (string Device, UInt128 Attempt, string Reason) said))
        {
            _player.NotReached(said.Device, said.Attempt, said.Reason, Now());
        }

        while (_round.Count < MostTogether && _inputs.Reader.TryRead(out DeskInput? input))
        {
            input.Apply(_player, Now());
            _round.Add(input);
        }
    }

    private async Task<bool> WriteAsync(PlayerOutput output)
    {
        if (output.Journal.Count == 0)
        {
            return true;
        }

        try
        {
            await _inbox.WriteAsync(output.Journal, CancellationToken.None).ConfigureAwait(false);
            _player.JournalWritten();
            if (_inboxProblem is not null)
            {
                (_inboxProblem, _inboxPause) = (null, TimeSpan.Zero);
                LogInboxBack(_logger);
            }

            return true;
        }
        catch (Exception e) when (e is InboxFullException or InboxFaultedException)
        {
            _inboxPause = _inboxPause == TimeSpan.Zero ? _firstInboxPause : TimeSpan.FromTicks(Math.Min(_inboxPause.Ticks * 2, _longestInboxPause.Ticks));
            _inboxProblem = e;
            LogInboxDown(_logger, e.Message, _inboxPause);
            _player.JournalFailed(output, _inboxPause, Now());
            return false;
        }
    }

    private void Act(PlayerOutput output, bool written)
    {
        var appends = new List<PlayerEffect.Append>();
        foreach (PlayerEffect effect in output.Effects)
        {
            switch (effect)
            {
                case PlayerEffect.Stop stop:
                    _orders.Send(stop);
                    break;
                case PlayerEffect.Play play when written:
                    _orders.Send(play);
                    break;
                case PlayerEffect.Append append when written:
                    appends.Add(append);
                    break;
                case PlayerEffect.Render render:
                    _audio.Start(render);
                    break;
                case PlayerEffect.Fetch fetch:
                    _audio.Start(fetch);
                    break;
                default:
                    break; // the player has it back
            }
        }

        _lane.Append(appends);
    }

    // What merely saves work after the restart; what rests on it is done by the next process.
    private async Task EndAsync()
    {
        _player.WriteEverything();
        await WriteAsync(_player.Flush(Now())).ConfigureAwait(false);
        _inputs.Writer.TryComplete();
        while (_inputs.Reader.TryRead(out DeskInput? input))
        {
            input.Failed(_player, new InboxFaultedException("The box is stopping; send it again."));
        }
    }
}
