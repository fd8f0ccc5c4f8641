using Longgang.FirmwareSim.Speakers.Audio;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>
/// The part of a loudspeaker that plays, without clock, socket and thread: (time, event) in, calls on its <see cref="ISpeakerStage"/> out.
/// Times are milliseconds of any clock that does not jump.
/// </summary>
public sealed class SpeakerPlayer(SpeakerOptions options, ISpeakerStage stage)
{
    private const long Never = long.MaxValue;

    private readonly PlayMemory _memory = new(options.Memory);
    private CurrentPlay? _current;
    private long _beginAt = Never;
    private long _endAt = Never;
    private long _dieAt = Never;
    private (UInt128 Play, long HeardMs)? _brokenOff;

    /// <summary>What is wrong with it now.</summary>
    public SpeakerFault Fault { get; set; }

    /// <summary>What it plays or is about to play.</summary>
    public CurrentPlay? Current => _current;

    /// <summary>The plays that it knows.</summary>
    public PlayMemory Memory => _memory;

    /// <summary>When <see cref="Tick"/> wants to be called.</summary>
    public long NextDue => _current switch
    {
        null => Never,
        { BeganAt: not null } => Math.Min(_endAt, _dieAt),
        _ => Math.Min(_beginAt, Fault == SpeakerFault.Tardy ? Never : Deadline(_current) + 1),
    };

    /// <summary>A command came.</summary>
    public void Told(long now, SpeakerCommand command)
    {
        if (Fault == SpeakerFault.Deaf)
        {
            return;
        }

        if (command.Stop)
        {
            if (_current?.Command.Play == command.Play)
            {
                BreakOff(now, HeardEnd.Stopped);
            }

            return;
        }

        if (!_memory.TryAdd(command.Play) && Fault != SpeakerFault.Forgetful)
        {
            stage.AnswerAgain(command.Play);
            return;
        }

        if (Obstacle(command) is { } reason)
        {
            stage.Answer(command.Play, SpeakerState.Failed, reason, 0);
            return;
        }

        if (_current is not null)
        {
            BreakOff(now, HeardEnd.Preempted);
        }

        Prepare(now, new CurrentPlay(command, now));
    }

    /// <summary>Audio came, or did not.</summary>
    public void Fetched(long now, CurrentPlay play, int item, FetchedAudio audio)
    {
        if (play != _current || play.BeganAt is not null)
        {
            return;
        }

        if (audio.Failure is { } reason)
        {
            Fail(reason);
            return;
        }

        play.Audio[item] = audio;
        if (play.Complete)
        {
            _beginAt = Math.Max(now, StartOf(play));
            Tick(now);
        }
    }

    public void Tick(long now)
    {
        if (_current is { BeganAt: null } waiting)
        {
            if (Fault != SpeakerFault.Tardy && now > Deadline(waiting))
            {
                Fail("too-late");
            }
            else if (now >= _beginAt)
            {
                Begin(now, waiting);
            }
        }

        if (_current is not { BeganAt: not null } playing)
        {
            return;
        }

        if (now >= _dieAt)
        {
            _brokenOff = (playing.Command.Play, HeardOf(playing, now));
            Clear();
            stage.Ended(playing, _brokenOff.Value.HeardMs, HeardEnd.Died);
            stage.Die();
        }
        else if (now >= _endAt)
        {
            Clear();
            stage.Ended(playing, playing.LengthMs, HeardEnd.Whole);
            stage.Answer(playing.Command.Play, SpeakerState.Finished, null, playing.LengthMs);
        }
    }

    /// <summary>The power is gone, whatever the reason: silence at once.</summary>
    public void PowerLost(long now)
    {
        if (_current is { } play)
        {
            long heard = HeardOf(play, now);
            _brokenOff = (play.Command.Play, heard);
            Clear();
            if (play.BeganAt is not null)
            {
                stage.Ended(play, heard, HeardEnd.Died);
            }
        }
    }

    /// <summary>The power is back.</summary>
    /// <param name="forgetting">Nothing of before is known.</param>
    public void PowerBack(bool forgetting)
    {
        if (forgetting)
        {
            _memory.Clear();
        }
        else if (_brokenOff is { } broken)
        {
            stage.Answer(broken.Play, SpeakerState.Failed, "fault", broken.HeardMs);
        }

        _brokenOff = null;
    }

    private string? Obstacle(SpeakerCommand command) =>
        command.Flaw is not null ? "fault"
        : Fault == SpeakerFault.Busy ? "busy"
        : command.Items.Any(item => !Speaks(item) && item.Url is null) ? "language"
        : _current is not null && command.Priority < _current.Command.Priority ? "busy"
        : null;

    // A speaker of zh-CN reads what is marked zh; it does not read yue.
    private bool Speaks(SpeakerItem item) => item.Text is not null
        && options.Languages.Any(language => language.Equals(item.Language, StringComparison.OrdinalIgnoreCase)
            || language.Split('-')[0].Equals(item.Language, StringComparison.OrdinalIgnoreCase));

    private void Prepare(long now, CurrentPlay play)
    {
        _current = play;
        stage.Answer(play.Command.Play, SpeakerState.Accepted);
        for (int i = 0; i < play.Command.Items.Count; i++)
        {
            play.Fetches[i] = !Speaks(play.Command.Items[i]);
        }

        for (int i = 0; i < play.Fetches.Length; i++)
        {
            if (play.Fetches[i])
            {
                stage.Fetch(play, i);
            }
        }

        if (play.Complete)
        {
            _beginAt = StartOf(play);
            Tick(now);
        }
    }

    private void Begin(long now, CurrentPlay play)
    {
        play.BeganAt = now;
        long scaled = (long)(play.LengthMs / options.TimeScale);
        _beginAt = Never;
        _endAt = now + scaled;
        _dieAt = Fault is SpeakerFault.Dies or SpeakerFault.DiesForgetting ? now + (scaled / 2) : Never;
        stage.Began(play);
        stage.Answer(play.Command.Play, SpeakerState.Started);
    }

    private void BreakOff(long now, HeardEnd how)
    {
        CurrentPlay play = _current!;
        long heard = HeardOf(play, now);
        Clear();
        if (play.BeganAt is not null)
        {
            stage.Ended(play, heard, how);
        }

        stage.Answer(play.Command.Play, SpeakerState.Stopped, null, heard);
    }

    private void Fail(string reason)
    {
        CurrentPlay play = _current!;
        Clear();
        stage.Answer(play.Command.Play, SpeakerState.Failed, reason, 0);
    }

    private void Clear()
    {
        _current = null;
        _beginAt = _endAt = _dieAt = Never;
    }

    private long StartOf(CurrentPlay play) =>
        play.ToldAt + options.StartDelay + (Fault == SpeakerFault.Tardy ? play.Command.WithinMs + options.TardyBy : 0);

    private static long Deadline(CurrentPlay play) => play.ToldAt + play.Command.WithinMs;

    private long HeardOf(CurrentPlay play, long now) =>
        play.BeganAt is { } began ? Math.Min(play.LengthMs, (long)((now - began) * options.TimeScale)) : 0;
}
