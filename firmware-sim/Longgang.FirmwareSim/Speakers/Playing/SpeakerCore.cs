using Longgang.FirmwareSim.Speakers.Audio;

namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>
/// A loudspeaker on MQTT without clock, socket and thread: what it plays, what it says of it, and its connection.
/// Times are milliseconds of any clock that does not jump.
/// </summary>
public sealed class SpeakerCore : ISpeakerStage, ISpeakerWire
{
    private readonly SpeakerOptions _options;
    private readonly ISpeakerPort _port;
    private readonly SpeakerPlayer _player;
    private readonly SpeakerLink _link;
    private long _now;
    private bool _forgetting;

    public SpeakerCore(SpeakerOptions options, ISpeakerPort port, Random random, long firstConnectAt)
    {
        _options = options;
        _port = port;
        _player = new SpeakerPlayer(options, this);
        _link = new SpeakerLink(options, this, random, firstConnectAt);
    }

    /// <summary>What is wrong with it.</summary>
    public SpeakerFault Fault
    {
        get => _player.Fault;
        set => _player.Fault = value;
    }

    /// <summary>Receipts that no box has kept.</summary>
    public int Buffered => _link.Buffered;

    /// <summary>True once a keep-alive was acknowledged on this connection.</summary>
    public bool Ready => _link.Ready;

    /// <summary>False while the power is gone: then nothing that comes reaches it.</summary>
    public bool Powered => _link.Powered;

    /// <summary>When <see cref="Tick"/> wants to be called.</summary>
    public long NextDue => Math.Min(_player.NextDue, _link.NextDue);

    public void Connected(long now)
    {
        _now = now;
        _link.Connected(now);
    }

    public void Disconnected(long now)
    {
        _now = now;
        _link.Disconnected(now);
    }

    public void Acknowledged(long now, ushort packetId, byte code)
    {
        _now = now;
        _link.Acknowledged(now, packetId, code);
    }

    public void Told(long now, SpeakerCommand command)
    {
        _now = now;
        _player.Told(now, command);
    }

    public void Fetched(long now, CurrentPlay play, int item, FetchedAudio audio)
    {
        _now = now;
        _player.Fetched(now, play, item, audio);
    }

    public void Tick(long now)
    {
        _now = now;
        _player.Tick(now);
        _link.Tick(now);
    }

    /// <summary>Pulls the plug.</summary>
    /// <param name="now">Now.</param>
    /// <param name="awayFor">How long it is away.</param>
    /// <param name="forgetting">Whether it comes back without memory.</param>
    public void PullPlug(long now, long awayFor, bool forgetting)
    {
        _now = now;
        _player.PowerLost(now);
        _forgetting = forgetting;
        _port.Died();
        _link.PowerLost(now + awayFor, forgetting);
    }

    void ISpeakerStage.Began(CurrentPlay play) => _port.Began(play);

    void ISpeakerStage.Ended(CurrentPlay play, long heardMs, HeardEnd how) => _port.Ended(play, heardMs, how);

    void ISpeakerStage.Answer(UInt128 play, SpeakerState state, string? reason, long? playedMs)
    {
        long time = _port.UnixMs + (Fault == SpeakerFault.WrongClock ? _options.ClockOffset : 0);
        var receipt = new SpeakerReceipt(play, state, reason, playedMs, time);
        _player.Memory.Say(receipt);
        Send(receipt);
    }

    void ISpeakerStage.AnswerAgain(UInt128 play)
    {
        if (_player.Memory.LastWord(play) is { } receipt)
        {
            Send(receipt);
        }
    }

    void ISpeakerStage.Fetch(CurrentPlay play, int item) => _port.Fetch(play, item);

    void ISpeakerStage.Die()
    {
        _forgetting = Fault == SpeakerFault.DiesForgetting;
        _port.Died();
        _link.PowerLost(_now + _options.DeadFor, _forgetting);
    }

    void ISpeakerWire.Connect() => _port.Connect();

    void ISpeakerWire.Close(string reason) => _port.Close(reason);

    void ISpeakerWire.PublishReceipt(in SpeakerReceipt receipt, ushort packetId, bool again) =>
        _port.PublishReceipt(receipt, packetId, again);

    void ISpeakerWire.PublishState(ushort packetId, int buffered) => _port.PublishState(packetId, buffered);

    void ISpeakerWire.Kept(in SpeakerReceipt receipt) => _port.Kept(receipt);

    void ISpeakerWire.Refused(in SpeakerReceipt receipt, byte code) => _port.Refused(receipt, code);

    void ISpeakerWire.Dropped(in SpeakerReceipt receipt) => _port.Dropped(receipt);

    void ISpeakerWire.PoweredUp()
    {
        _port.PoweredUp();
        _player.PowerBack(_forgetting);
    }

    private void Send(in SpeakerReceipt receipt)
    {
        if (Fault == SpeakerFault.Mute)
        {
            return;
        }

        _port.Answered(receipt);
        _link.Enqueue(_now, receipt, _now + (Fault == SpeakerFault.Slow ? _options.SlowBy : 0));
    }
}
