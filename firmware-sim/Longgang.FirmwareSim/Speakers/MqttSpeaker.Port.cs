using System.Globalization;
using Longgang.FirmwareSim.Mqtt;
using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers;

/// <content>What its core does to the world: the wire, the sound, and the truth about both.</content>
public sealed partial class MqttSpeaker
{
    [ThreadStatic]
    private static PacketBuffer? _scratch;

    private (UInt128 Play, string? Name) _named;

    long ISpeakerPort.UnixMs => _fleet.Clock.UnixMs;

    private static PacketBuffer Scratch => _scratch ??= new PacketBuffer(512);

    // On the thread pool: the core is in the middle of a call, and an outcome must not come back into it.
    void ISpeakerWire.Connect() => _connecting = Task.Run(ConnectAsync);

    void ISpeakerWire.Close(string reason) => _connection?.Close(reason);

    void ISpeakerWire.PublishReceipt(in SpeakerReceipt receipt, ushort packetId, bool again)
    {
        PacketBuffer payload = Scratch;
        payload.Clear();
        SpeakerEncoder.WriteReceipt(payload, receipt);
        _connection?.Publish(_receiptTopic, payload.Written, packetId);
        if (again)
        {
            _fleet.Counters.CountResent();
        }
    }

    void ISpeakerWire.PublishState(ushort packetId, int buffered)
    {
        PacketBuffer payload = Scratch;
        payload.Clear();
        SpeakerEncoder.WriteState(payload, _fleet.Clock.UnixMs, buffered, _options.Languages);
        _connection?.Publish(_stateTopic, payload.Written, packetId, retain: true);
    }

    void ISpeakerWire.Kept(in SpeakerReceipt receipt)
    {
        _fleet.Counters.CountKept();
        if (receipt.State == SpeakerState.Started)
        {
            long now = _fleet.Clock.Timestamp;
            _fleet.Counters.CountStartedKept(now);
            if (receipt.Play == _told.Play)
            {
                _fleet.Counters.StartedAfter.Add(_fleet.Clock.Provider.GetElapsedTime(_told.At, now));
            }
        }

        Write(HeardWhat.Kept, receipt);
    }

    void ISpeakerWire.Refused(in SpeakerReceipt receipt, byte code) =>
        _fleet.Counters.CountWrong(string.Create(CultureInfo.InvariantCulture, $"receipt refused 0x{code:X2}"));

    void ISpeakerWire.Dropped(in SpeakerReceipt receipt) => _fleet.Counters.CountDropped();

    void ISpeakerWire.PoweredUp() => _fleet.Heard.Write(new HeardEvent { What = HeardWhat.Back, Speaker = Id });

    void ISpeakerPort.Began(CurrentPlay play)
    {
        _sounding = play;
        _fleet.Counters.CountBegan();
        _fleet.Heard.Write(new HeardEvent { What = HeardWhat.Began, Speaker = Id, Play = Hex(play.Command.Play) });
    }

    void ISpeakerPort.Ended(CurrentPlay play, long heardMs, HeardEnd how)
    {
        _sounding = null;
        _fleet.Counters.CountEnded(how == HeardEnd.Whole);
        string name = Hex(play.Command.Play);
        _fleet.Heard.Write(new HeardEvent
        {
            What = HeardWhat.Ended,
            Speaker = Id,
            Play = name,
            HeardMs = heardMs,
            How = how.ToString().ToLowerInvariant(),
            Wav = _fleet.Recorder.Write(Id, name, play, heardMs),
        });
    }

    void ISpeakerPort.Answered(in SpeakerReceipt receipt)
    {
        string state = SpeakerEncoder.Name(receipt.State);
        _fleet.Counters.CountAnswered(receipt.Reason is null ? state : $"{state} {receipt.Reason}");
        Write(HeardWhat.Answered, receipt);
    }

    void ISpeakerPort.Fetch(CurrentPlay play, int item)
    {
        _fetching.RemoveAll(task => task.IsCompleted);
        _fetching.Add(Task.Run(() => FetchAsync(play, item)));
    }

    void ISpeakerPort.Died()
    {
        _fleet.Counters.CountDeath();
        _fleet.Heard.Write(new HeardEvent { What = HeardWhat.Died, Speaker = Id });
    }

    // One play is named a dozen times.
    private string Hex(UInt128 play)
    {
        if (_named.Name is null || _named.Play != play)
        {
            _named = (play, play.ToString("x32", CultureInfo.InvariantCulture));
        }

        return _named.Name;
    }

    private void Hear(SpeakerCommand command, long at)
    {
        string play = Hex(command.Play);
        if (command.Stop)
        {
            _fleet.Counters.CountStop();
            _fleet.Heard.Write(new HeardEvent { What = HeardWhat.ToldStop, Speaker = Id, Play = play });
            return;
        }

        _fleet.Counters.CountTold(again: command.Play == _told.Play);
        _told = (command.Play, at);
        _fleet.Heard.Write(new HeardEvent
        {
            What = HeardWhat.Told,
            Speaker = Id,
            Play = play,
            Parts = HeardContent.PartsOf(command),
            Priority = command.Priority,
            WithinMs = command.WithinMs,
            Drill = command.Drill ? true : null,
            Reason = command.Flaw,
        });
    }

    private void Unreadable(string why)
    {
        _fleet.Counters.CountWrong("command unreadable");
        _fleet.Heard.Write(new HeardEvent { What = HeardWhat.Unreadable, Speaker = Id, Reason = why });
    }

    private void Write(HeardWhat what, in SpeakerReceipt receipt) => _fleet.Heard.Write(new HeardEvent
    {
        What = what,
        Speaker = Id,
        Play = Hex(receipt.Play),
        State = SpeakerEncoder.Name(receipt.State),
        Reason = receipt.Reason,
        HeardMs = receipt.PlayedMs,
    });
}
