using System.Globalization;
using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>A command that was taken.</summary>
internal sealed class Job
{
    private Command? _command;

    internal Job(UInt128 id, long issued, long expires)
    {
        Id = id;
        IdBytes = Ids.Write(id);
        IssuedMicros = issued;
        ExpiresMicros = expires;
    }

    internal UInt128 Id { get; }

    internal ByteString IdBytes { get; }

    internal long IssuedMicros { get; }

    internal long ExpiresMicros { get; }

    /// <summary>The command, as long as there is something to do; null when it is only remembered.</summary>
    internal Command? Command
    {
        get => _command;
        set
        {
            _command = value;
            Play = value?.BodyCase switch
            {
                Command.BodyOneofCase.Play => value.Play,
                Command.BodyOneofCase.Retract => value.Retract.Correction,
                _ => null,
            };
            Priority = value?.BodyCase == Command.BodyOneofCase.Retract ? 9 : Play?.Priority ?? 0;
        }
    }

    /// <summary>What it plays, if anything.</summary>
    internal Play? Play { get; private set; }

    internal uint Priority { get; private set; }

    internal CommandStatus Status { get; set; } = CommandStatus.Taken;

    internal string Reason { get; set; } = string.Empty;

    internal uint Speakers { get; set; }

    /// <summary>Its receipt is known to be in the alert lane.</summary>
    internal bool Answered { get; set; }

    internal bool AnswerOnItsWay { get; set; }

    /// <summary>Speakers that are not done with it.</summary>
    internal HashSet<Walk> Live { get; } = [];

    /// <summary>What is to be played: with the words of a drill around it.</summary>
    internal IReadOnlyList<Content> Contents { get; set; } = [];

    internal IReadOnlyList<string> ContentKeys { get; set; } = [];

    /// <summary>Files that are to be fetched, by their place in the command.</summary>
    internal Dictionary<int, Fetching> ToFetch { get; } = [];

    internal bool IsOver => Live.Count == 0 && ToFetch.Count == 0;

    internal string Key => string.Create(CultureInfo.InvariantCulture, $"c/{Id:x32}");

    internal CommandReceipt ToReceipt() => new() { Command = IdBytes, Status = Status, Reason = Reason, Speakers = Speakers };
}
