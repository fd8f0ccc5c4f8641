using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Announcements.Player;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Announcements.Player;

/// <summary>A player on the table: every input is pumped at once, everything durable, everything appended.</summary>
internal sealed class Bench
{
    private readonly AnnouncementOptions _options;
    private readonly SpeakerEntry[] _register;
    private readonly Dictionary<string, byte[]> _inbox = [];

    internal Bench(AnnouncementOptions? options = null, params SpeakerEntry[] speakers)
    {
        _options = options ?? new AnnouncementOptions();
        _register = speakers.Length > 0 ? speakers : [Orders.Speaker("a")];
        Player = Boot();
    }

    internal AnnouncementPlayer Player { get; private set; }

    internal double Seconds { get; private set; }

    internal double? Width { get; set; } = 0.01;

    internal List<PlayerEffect.Play> Told { get; } = [];

    internal List<PlayerEffect.Stop> Stopped { get; } = [];

    internal List<PlayerEffect.Render> Renders { get; } = [];

    internal List<SpeakerReceipt> Receipts { get; } = [];

    internal List<CommandReceipt> Answers { get; } = [];

    internal string Last => Receipts.Count == 0 ? "" : $"{Receipts[^1].State} {Receipts[^1].Reason}".TrimEnd() + (Receipts[^1].Last ? " last" : "");

    internal Moment Now => new(
        TimeSpan.FromSeconds(Seconds),
        Width is { } width ? new CloudTime(Orders.Epoch.AddSeconds(Seconds - width), Orders.Epoch.AddSeconds(Seconds + width)) : null);

    internal Bench Take(Command command)
    {
        Player.Take(command, Now);
        return Pump();
    }

    internal Bench Say(SpeakerState state, string reason = "", uint? playedMs = null, int order = -1, string device = "a")
    {
        PlayerEffect.Play told = order < 0 ? Told[^1] : Told[order];
        Player.Answered(device, new SpeakerReceiptMessage(null, told.Order.Attempts[device], state, reason, playedMs), Evidence.Speaker, Now);
        return Pump();
    }

    internal Bench Reach(Reach reach, string device = "a")
    {
        Player.Reached(device, reach, ["zh-CN"]);
        return Pump();
    }

    internal Bench Wait(double seconds)
    {
        for (double until = Seconds + seconds; Seconds < until;)
        {
            Seconds = Math.Min(until, Seconds + 1);
            Pump();
        }

        return this;
    }

    internal Bench Restart()
    {
        Player = Boot();
        return Pump();
    }

    internal Bench Pump()
    {
        for (int i = 0; i < 2; i++)
        {
            Player.Advance(Now);
            PlayerOutput output = Player.Flush(Now);
            foreach (InboxEntry entry in output.Journal)
            {
                _inbox[entry.Key] = entry.Content.ToArray();
            }

            Player.JournalWritten();
            foreach (PlayerEffect effect in output.Effects)
            {
                Do(effect);
            }
        }

        return this;
    }

    private void Do(PlayerEffect effect)
    {
        switch (effect)
        {
            case PlayerEffect.Play play:
                Told.Add(play);
                break;
            case PlayerEffect.Stop stop:
                Stopped.Add(stop);
                break;
            case PlayerEffect.Render render:
                Renders.Add(render);
                break;
            case PlayerEffect.Append append:
                if (append.Item.SpeakerReceipt is { } receipt)
                {
                    Receipts.Add(receipt);
                }

                if (append.Item.CommandReceipt is { } answer)
                {
                    Answers.Add(answer);
                }

                Player.Appended(append.Ticket, true, Now);
                break;
            default:
                break;
        }
    }

    private AnnouncementPlayer Boot()
    {
        var player = new AnnouncementPlayer(_options);
        player.Restore([.. _inbox.Where(entry => entry.Value.Length > 0).Select(entry => new InboxEntry(entry.Key, entry.Value))], Now);
        player.Register(_register);
        return player;
    }
}
