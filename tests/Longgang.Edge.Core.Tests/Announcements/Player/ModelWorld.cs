using Google.Protobuf;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Announcements.Player;
using Longgang.Edge.Core.Time;
using static Longgang.Edge.Core.Tests.Announcements.Player.ModelSpeaker;

namespace Longgang.Edge.Core.Tests.Announcements.Player;

/// <summary>A box that dies between any two of its effects, speakers that do as they like, a cloud that sends again: and the truth about all of it.</summary>
internal sealed class ModelWorld
{
    private static readonly AnnouncementOptions Options = new() { NoAnswerMargin = TimeSpan.FromSeconds(5), RememberFor = TimeSpan.FromMinutes(10) };

    private readonly Random _random;
    private readonly List<ModelSpeaker> _speakers = [];
    private readonly Dictionary<string, byte[]> _inbox = new(StringComparer.Ordinal);
    private readonly List<(LaneTicket Ticket, bool Durable)> _settled = [];
    private readonly List<(string Device, UInt128 Attempt)> _lost = [];
    private readonly List<string> _renders = [];
    private readonly Dictionary<string, List<Command>> _commandsOf = [];
    private readonly HashSet<ByteString> _answered = [];
    private readonly Dictionary<string, double> _retracted = [];
    private readonly List<Event> _lane = [];
    private readonly List<Command> _sent = [];
    private readonly List<string> _story = [];
    private AnnouncementPlayer _player;
    private double _now = 1;
    private (double Before, double After)? _clock = (0.01, 0.01);
    private bool _hostile = true;
    private bool _laneRefused;
    private int _next = 1;
    private double _ends;

    internal ModelWorld(int seed)
    {
        _random = new Random(seed);
        int own = _random.Next(1, 4);
        for (int i = 0; i < own; i++)
        {
            _speakers.Add(new ModelSpeaker(_speakers.Count, $"m{i}", $"m{i}", _random));
        }

        for (int i = _random.Next(3); i > 0; i--)
        {
            _speakers.Add(new ModelSpeaker(_speakers.Count, $"r{i}", "239.0.0.1", _random));
        }

        _player = Boot();
    }

    /// <summary>What happened, for whoever reads a failure.</summary>
    internal string Story => string.Join(Environment.NewLine, _story);

    internal void Step()
    {
        switch (_random.Next(16))
        {
            case 0 or 1:
                Send(NewPlay());
                break;
            case 2 when _sent.Count > 0:
                Send(_sent[_random.Next(_sent.Count)]); // again, perhaps late
                break;
            case 3 when _random.Next(3) == 0 && _sent.Count > 0:
                Play? correction = _random.Next(2) == 0 ? Orders.Play(1000 + _next++, priority: 9) : null;
                Send(Orders.Retract(_next++, AnnouncementOf(_sent[_random.Next(_sent.Count)]), correction, _now, _now + _random.Next(20, 120), _now + 400));
                break;
            case 4:
                ModelSpeaker speaker = _speakers[_random.Next(_speakers.Count)];
                speaker.Connected = speaker.IsShared || !speaker.Connected;
                Reach(speaker);
                break;
            case 5 when _random.Next(3) == 0:
                _clock = _random.Next(4) == 0 ? null : (_random.NextDouble() * 3, _random.NextDouble() * 3);
                _player.ClockLearned();
                break;
            case 6 when _random.Next(2) == 0:
                Crash();
                break;
            case 7:
                Pass(_random.Next(5, 40));
                break;
            default:
                Pass(_random.NextDouble() * 3);
                break;
        }

        Pump();
    }

    /// <summary>Everything is well from now on; all that was begun comes to its end.</summary>
    internal void Heal()
    {
        _hostile = false;
        _clock = (0.01, 0.01);
        _player.ClockLearned();
        double end = _sent.Select(command => (command.ExpiresUnixUs - Orders.Micros(0)) / 1e6).DefaultIfEmpty(0).Max() + 120;
        for (double from = _now; _now < end || _now < from + 60;)
        {
            Pass(1);
            Pump();
            foreach (Command command in _sent.Where(command => !_answered.Contains(command.Id)).ToArray())
            {
                Send(command);
            }
        }
    }

    internal void AssertTruth()
    {
        foreach ((string words, List<Command> commands) in _commandsOf)
        {
            foreach (ModelSpeaker speaker in _speakers.Where(speaker => commands.Exists(command => Covers(command, speaker))))
            {
                SpeakerReceipt[] receipts = [.. _lane.Where(e => e.Device == speaker.Device && e.SpeakerReceipt is { } r && Words(r) == words).Select(e => e.SpeakerReceipt)];
                Assert.True(receipts.Length > 0, $"{speaker.Device} has no receipt of {words}");
                uint most = receipts.Max(receipt => receipt.Step);
                Assert.All(receipts.GroupBy(receipt => receipt.Step), step => Assert.Single(step.Distinct()));
                Assert.True(_laneRefused || receipts.DistinctBy(receipt => receipt.Step).Count() == most, $"{speaker.Device} {words}: a step is missing");
                SpeakerReceipt final = receipts.First(receipt => receipt.Step == most);
                Assert.True(final.Last, $"{speaker.Device} {words} ends as {final}");
                Agree(speaker, words, final);
            }
        }

        // Everything is forgotten in the end.
        Pass(Options.RememberFor.TotalSeconds + 200);
        Pump();
        Pass(120);
        Pump();
        Pass(1);
        Pump();
        Assert.Equal(0, _player.Remembered);
        Assert.Empty(_inbox);
    }

    private static void Agree(ModelSpeaker speaker, string words, SpeakerReceipt final)
    {
        Begin[] heard = [.. speaker.Heard.Where(begin => begin.Words == words)];
        if (heard.Any(begin => begin.Temper == Temper.Liar))
        {
            return;
        }

        bool whole = heard.Any(begin => !begin.BrokenOff);
        bool silent = final.State is ReceiptState.Expired or ReceiptState.Unreachable;
        bool failed = final.State == ReceiptState.Failed && final.Reason is "busy" or "audio-unavailable" or "too-late" or "not-connected";
        Assert.True(final.State != ReceiptState.Finished || heard.Length > 0, $"{speaker.Device} {words} is said to have been heard: {final}");
        Assert.True(!silent || heard.Length == 0 || speaker.IsShared, $"{speaker.Device} {words} is said not to have been heard: {final}");
        Assert.True(!failed || !whole || speaker.IsShared, $"{speaker.Device} {words} is said not to have been heard: {final}"); // of one that was broken off, the next attempt may fail
        Assert.True(final.State != ReceiptState.Preempted || !whole || speaker.IsShared, $"{speaker.Device} {words} was not broken off: {final}");
    }

    private void Began(ModelSpeaker speaker, Begin begin)
    {
        List<Command> commands = _commandsOf[begin.Words];
        Assert.True(_now < commands.Max(command => (command.ExpiresUnixUs - Orders.Micros(0)) / 1e6), $"{speaker.Device} begins {begin.Words} late, at {_now}");
        Assert.True(_now >= commands.Min(command => command.Play is { NotBeforeUnixUs: > 0 } play ? (play.NotBeforeUnixUs - Orders.Micros(0)) / 1e6 : 0), $"{speaker.Device} begins {begin.Words} early, at {_now}");
        Assert.False(_retracted.ContainsKey(begin.Words.Split('/')[0]), $"{speaker.Device} begins {begin.Words}, which was retracted");
        foreach (Begin before in speaker.Heard.Where(before => before.Words == begin.Words && before.Temper != Temper.Liar))
        {
            Assert.True(before.BrokenOff, $"{speaker.Device} begins {begin.Words} twice, at {before.At} and {_now}");
        }

        Tell($"{speaker.Device} begins {begin.Words} ({begin.Temper}) until {begin.EndsAt:f1}");
        speaker.Heard.Add(begin);
        speaker.Playing = begin;
    }

    private void Order(PlayOrder order, ModelSpeaker speaker, UInt128 attempt)
    {
        string words = order.Parts[0].Text ?? order.Parts[0].Clip!.Path;
        if (!speaker.Connected)
        {
            _lost.Add((speaker.Device, attempt));
            return;
        }

        if (!speaker.Known.Add(attempt))
        {
            return;
        }

        Temper temper = speaker.NextTemper();
        if (speaker.Playing is { } playing && playing.Priority > order.Priority)
        {
            temper = Temper.Busy;
        }

        if (temper is Temper.Busy or Temper.NoAudio)
        {
            speaker.Say(attempt, SpeakerState.Failed, temper == Temper.Busy ? "busy" : "audio-unavailable", 0);
            return;
        }

        if (temper == Temper.DeafAndDumb)
        {
            return;
        }

        BreakOff(speaker);
        var begin = new Begin { Words = words, Attempt = attempt, At = _now, Priority = order.Priority, Temper = temper, EndsAt = _ends };
        Began(speaker, begin);
        if (temper == Temper.Liar)
        {
            speaker.Say(attempt, SpeakerState.Failed, "busy");
        }
        else if (temper != Temper.PlaysSilently)
        {
            speaker.Say(attempt, SpeakerState.Started);
        }
    }

    private void BreakOff(ModelSpeaker speaker)
    {
        if (speaker.Playing is { } playing)
        {
            (playing.BrokenOff, playing.Ended, speaker.Playing) = (true, true, null);
            if (playing.Temper is Temper.Good or Temper.Fault or Temper.StartsOnly)
            {
                speaker.Say(playing.Attempt, SpeakerState.Stopped, "", 500);
            }
        }
    }

    private void Pass(double seconds)
    {
        for (double until = _now + seconds; _now < until;)
        {
            _now = Math.Min(until, _now + 0.5);
            foreach (ModelSpeaker speaker in _speakers.Where(speaker => speaker.Playing is { } playing && playing.EndsAt <= _now))
            {
                Begin ended = speaker.Playing!;
                (ended.Ended, speaker.Playing) = (true, null);
                switch (ended.Temper)
                {
                    case Temper.Good or Temper.Liar or Temper.DumbStop:
                        speaker.Say(ended.Attempt, SpeakerState.Finished, "", 5000);
                        break;
                    case Temper.Fault:
                        speaker.Say(ended.Attempt, SpeakerState.Failed, "fault", 700);
                        break;
                    default:
                        break;
                }
            }
        }
    }

    private void Pump()
    {
        for (int round = 0; round < 4; round++)
        {
            foreach ((string device, UInt128 attempt) in _lost)
            {
                _player.NotReached(device, attempt, "not-connected", Now());
            }

            _lost.Clear();
            foreach ((LaneTicket ticket, bool durable) in _settled)
            {
                _player.Appended(ticket, durable, Now());
            }

            _settled.Clear();
            foreach (string key in _renders)
            {
                _player.AudioReady(key, new AudioClip(key, key, TimeSpan.FromSeconds(3)));
            }

            _renders.Clear();
            var said = new List<(ModelSpeaker Speaker, SpeakerReceiptMessage Receipt)>();
            foreach (ModelSpeaker speaker in _speakers.Where(speaker => speaker.Connected && (!_hostile || _random.Next(3) > 0)))
            {
                foreach (SpeakerReceiptMessage receipt in speaker.ToSay)
                {
                    Tell($"{speaker.Device} says {receipt.State} {receipt.Reason} of {receipt.Play:x8}");
                    _player.Answered(speaker.Device, receipt, speaker.IsShared ? Evidence.Box : Evidence.Speaker, Now());
                    said.Add((speaker, receipt));
                }
            }

            _player.Advance(Now());
            if (!Do(_player.Flush(Now())))
            {
                return; // it died
            }

            foreach ((ModelSpeaker speaker, SpeakerReceiptMessage receipt) in said)
            {
                if (!_player.IsJournalBehind && !(_hostile && _random.Next(10) == 0))
                {
                    speaker.ToSay.Remove(receipt); // confirmed
                }
            }
        }
    }

    private bool Do(PlayerOutput output)
    {
        bool dies = _hostile && _random.Next(40) == 0;
        int after = dies ? _random.Next(-1, output.Effects.Count + 1) : int.MaxValue;
        if (after == -1)
        {
            Crash();
            return false;
        }

        bool written = true;
        if (output.Journal.Count > 0)
        {
            written = !(_hostile && _random.Next(60) == 0);
            if (written)
            {
                Write(output.Journal);
                _player.JournalWritten();
            }
            else
            {
                _player.JournalFailed(output, TimeSpan.FromSeconds(1), Now());
            }
        }

        for (int i = 0; i < output.Effects.Count; i++)
        {
            if (i >= after)
            {
                break;
            }

            Do(output.Effects[i], written);
        }

        if (dies)
        {
            Crash();
        }

        return !dies;
    }

    private void Do(PlayerEffect effect, bool written)
    {
        switch (effect)
        {
            case PlayerEffect.Stop stop:
                Tell($"stop {stop.Device} {stop.Attempt:x8}");
                ModelSpeaker stopped = _speakers.Single(speaker => speaker.Device == stop.Device);
                if (stopped.Connected && stopped.Playing?.Attempt == stop.Attempt)
                {
                    _speakers.Where(speaker => speaker.Group == stopped.Group).ToList().ForEach(BreakOff);
                }

                break;
            case PlayerEffect.Play { Order: var order } when written:
                _ends = _now + 1 + (_random.NextDouble() * 6);
                foreach (ModelSpeaker speaker in _speakers.Where(speaker => speaker.Group == order.Group && (order.Attempts.ContainsKey(speaker.Device) || speaker.IsShared)))
                {
                    Order(order, speaker, order.Attempts.GetValueOrDefault(speaker.Device, (UInt128)(ulong)_random.NextInt64()));
                }

                break;
            case PlayerEffect.Append append when written:
                bool refuses = _hostile && _random.Next(50) == 0;
                _laneRefused |= refuses;
                if (!refuses)
                {
                    Tell($"lane {append.Item}");
                    _lane.Add(append.Item);
                    if (append.Item.CommandReceipt is { } receipt && receipt.Status != CommandStatus.Refused)
                    {
                        _answered.Add(receipt.Command);
                    }
                }

                _settled.Add((append.Ticket, !refuses));
                break;
            case PlayerEffect.Render render:
                _renders.Add(render.Content.Text);
                break;
            default:
                break;
        }
    }

    private void Write(IReadOnlyList<InboxEntry> entries)
    {
        foreach (InboxEntry entry in entries)
        {
            if (entry.Content.IsEmpty)
            {
                _inbox.Remove(entry.Key);
            }
            else
            {
                _inbox[entry.Key] = entry.Content.ToArray();
            }
        }
    }

    private AnnouncementPlayer Boot()
    {
        var player = new AnnouncementPlayer(Options);
        Assert.Empty(player.Restore([.. _inbox.Select(entry => new InboxEntry(entry.Key, entry.Value))], Now()));
        player.Register([.. _speakers.Select((speaker, i) => Orders.Speaker(speaker.Device, speaker.Group, speaker.IsShared ? "rtp" : "mqtt", i % 2 == 0 ? "even" : "odd"))]);
        _player = player;
        foreach (ModelSpeaker speaker in _speakers)
        {
            Reach(speaker);
        }

        return player;
    }

    private void Crash()
    {
        Tell("the box dies");
        _settled.Clear();
        _lost.Clear();
        _renders.Clear();
        foreach (ModelSpeaker speaker in _speakers.Where(speaker => speaker.IsShared))
        {
            // The box itself was the one that played.
            speaker.ToSay.Clear();
            if (speaker.Playing is { } playing)
            {
                (playing.Ended, speaker.Playing) = (true, null);
            }
        }

        if (_random.Next(2) == 0)
        {
            _now += _random.NextDouble() * 10;
        }

        Boot();
    }

    private void Send(Command command)
    {
        if (!_sent.Contains(command))
        {
            _sent.Add(command);
        }

        Play? play = command.Play ?? command.Retract?.Correction;
        if (play is not null)
        {
            string words = play.Contents[0].Text;
            List<Command> known = _commandsOf.TryGetValue(words, out List<Command>? list) ? list : _commandsOf[words] = [];
            if (!known.Contains(command))
            {
                known.Add(command);
            }
        }

        Tell($"command {command.Id.ToBase64()} known={_player.Knows(command.Id)} {command}");
        bool isNew = !_player.Knows(command.Id);
        CommandReceipt receipt = _player.Take(command, Now());
        Assert.NotEqual(CommandStatus.Refused, receipt.Status);
        _player.Advance(Now());
        PlayerOutput output = _player.Flush(Now());
        bool lives = Do(output);
        if (lives && isNew && _player.IsJournalBehind)
        {
            Tell("taken back");
            _player.TakeBack(command.Id, "full");
        }
        else if (lives && command.Retract is { } retract && receipt.Status == CommandStatus.Taken)
        {
            _retracted.TryAdd(new System.Numerics.BigInteger(retract.Announcement.Span, isUnsigned: true, isBigEndian: true).ToString(System.Globalization.CultureInfo.InvariantCulture), _now);
        }
    }

    private Command NewPlay()
    {
        // Now and then something that was announced before, for others or anew.
        bool again = _sent.Count > 0 && _random.Next(4) == 0;
        int announcement = again ? AnnouncementOf(_sent[_random.Next(_sent.Count)]) : _next++;
        string label = _random.Next(3) switch { 0 => "even", 1 => "odd", _ => "all" };
        double notBefore = _random.Next(4) == 0 ? _now + _random.Next(30) : 0;
        Play play = Orders.Play(announcement, 1, (uint)_random.Next(10), notBefore, label);
        return Orders.Command(10_000 + _next++, play, _now, _now + 5 + _random.Next(120));
    }

    private static bool Covers(Command command, ModelSpeaker speaker)
    {
        string label = (command.Play ?? command.Retract.Correction).Audience.Include[0].Label;
        return label == "all" || (label == "even") == (speaker.Index % 2 == 0);
    }

    private static int AnnouncementOf(Command command)
    {
        ReadOnlySpan<byte> id = (command.Play?.Announcement ?? command.Retract.Announcement).Span;
        return System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(id[12..]);
    }

    private static string Words(SpeakerReceipt receipt) =>
        $"{System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(receipt.Announcement.Span[12..])}/{receipt.Occurrence}";

    private void Reach(ModelSpeaker speaker) => _player.Reached(
        speaker.Device, speaker.IsShared ? Longgang.Contracts.Wire.Reach.Unknown : speaker.Connected ? Longgang.Contracts.Wire.Reach.Online : Longgang.Contracts.Wire.Reach.Offline, ["zh-CN"]);

    private void Tell(string what) => _story.Add(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{_now:f2} {what}"));

    private Moment Now()
    {
        DateTimeOffset truth = Orders.Epoch.AddSeconds(_now);
        return new Moment(TimeSpan.FromSeconds(_now), _clock is var (before, after) ? new CloudTime(truth.AddSeconds(-before), truth.AddSeconds(after)) : null);
    }
}
