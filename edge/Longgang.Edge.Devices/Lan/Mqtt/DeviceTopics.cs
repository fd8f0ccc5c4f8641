using System.Text;
using Longgang.Edge.Core.Devices;

namespace Longgang.Edge.Devices.Lan.Mqtt;

/// <summary>A device's own topics as bytes, made once a connection: the hot path compares and never decodes.</summary>
internal sealed class DeviceTopics
{
    private const string CommandLevel = "command";

    private readonly byte[] _prefix;
    private readonly byte[] _message;
    private readonly byte[] _state;
    private readonly string _own;

    public DeviceTopics(DeviceIdentity device)
    {
        string kind = device.Kind switch { DeviceKind.Sentinel => "sentinel", DeviceKind.Sensor => "sensor", _ => "speaker" };
        _own = $"{kind}/{device.Id}/";
        _prefix = Encoding.UTF8.GetBytes(_own);
        Message = device.Kind switch { DeviceKind.Sentinel => LanMessage.Scan, DeviceKind.Sensor => LanMessage.Reading, _ => LanMessage.Receipt };
        _message = Encoding.UTF8.GetBytes(_own + (Message switch { LanMessage.Scan => "scan", LanMessage.Reading => "reading", _ => "receipt" }));
        _state = Encoding.UTF8.GetBytes(_own + "state");
        AnswerTopic = _own + (device.Kind == DeviceKind.Sentinel ? "verdict" : "refusal");
        Answer = Encoding.UTF8.GetBytes(AnswerTopic);
        Command = device.Kind == DeviceKind.Speaker ? Encoding.UTF8.GetBytes(_own + CommandLevel) : null;
    }

    /// <summary>What the device of this kind sends.</summary>
    public LanMessage Message { get; }

    /// <summary>Where verdicts and refusals go.</summary>
    public byte[] Answer { get; }

    /// <summary>Where verdicts and refusals go, as text.</summary>
    public string AnswerTopic { get; }

    /// <summary>Where a speaker's commands go; null for others.</summary>
    public byte[]? Command { get; }

    /// <summary>What a publication on this topic is, or null.</summary>
    public LanMessage? Of(ReadOnlySpan<byte> topic) => topic.SequenceEqual(_message) ? Message : topic.SequenceEqual(_state) ? LanMessage.State : null;

    /// <summary>Whether the topic is another's.</summary>
    public bool IsForeign(ReadOnlySpan<byte> topic) => !topic.StartsWith(_prefix);

    /// <summary>Whether the device may subscribe to this filter: it must lie below its own prefix.</summary>
    public bool MaySubscribe(string filter) => filter.StartsWith(_own, StringComparison.Ordinal) && filter.Length > _own.Length;

    /// <summary>Whether a permitted filter covers the answers.</summary>
    public bool HearsAnswers(string filter) => Covers(filter, AnswerTopic.AsSpan(_own.Length));

    /// <summary>Whether a permitted filter covers a speaker's commands.</summary>
    public bool HearsCommands(string filter) => Command is not null && Covers(filter, CommandLevel);

    private bool Covers(string filter, ReadOnlySpan<char> own)
    {
        ReadOnlySpan<char> level = filter.AsSpan(_own.Length);
        return level is "#" or "+" || level.SequenceEqual(own) || (level.EndsWith("/#") && level[..^2].SequenceEqual(own));
    }
}
