using System.Threading.Channels;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements.Player;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>Appends to the alert lane what the player says, all of an output together, and tells the player what is durable.</summary>
internal sealed class LaneWriter(ILane alerts, EventStamper stamper, BackgroundWork background, ChannelWriter<DeskInput> inputs, Action<string> refused)
{
    internal void Append(IReadOnlyList<PlayerEffect.Append> items)
    {
        if (items.Count > 0)
        {
            background.Run(() => AppendAsync(items));
        }
    }

    // A lane that is full may say so before there is anything to await.
    private async Task AppendAsync(Event item) => await alerts.AppendAsync(item, CancellationToken.None).ConfigureAwait(false);

    private async Task AppendAsync(IReadOnlyList<PlayerEffect.Append> items)
    {
        // Handed over before the first is awaited: the lane commits them together.
        var appends = new Task[items.Count];
        for (int i = 0; i < items.Count; i++)
        {
            items[i].Item.Time = stamper.Now().ToEventTime(items[i].DeviceTime);
            appends[i] = AppendAsync(items[i].Item);
        }

        var settled = new bool[items.Count];
        string? problem = null;
        for (int i = 0; i < items.Count; i++)
        {
            try
            {
                await appends[i].ConfigureAwait(false);
                settled[i] = true;
            }
            catch (Exception e) when (e is LaneFullException or LaneFaultedException)
            {
                problem = e.Message;
            }
        }

        if (problem is not null)
        {
            refused(problem);
        }

        await inputs.WriteAsync(
            new DeskInput.Do((player, now) =>
            {
                for (int i = 0; i < items.Count; i++)
                {
                    player.Appended(items[i].Ticket, settled[i], now);
                }
            })).ConfigureAwait(false);
    }
}
