using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>What the driver has to do once the journal of the same <see cref="PlayerOutput"/> is durable.</summary>
public abstract record PlayerEffect
{
    private PlayerEffect()
    {
    }

    /// <summary>Tell a speaker to stop. Harmless at any time, also when the journal cannot be written.</summary>
    /// <param name="Adapter">Which port reaches it.</param>
    /// <param name="Group">Its group.</param>
    /// <param name="Device">The speaker.</param>
    /// <param name="Attempt">What to stop.</param>
    public sealed record Stop(string Adapter, string Group, string Device, UInt128 Attempt) : PlayerEffect;

    /// <summary>Tell speakers to play.</summary>
    /// <param name="Adapter">Which port reaches them.</param>
    /// <param name="Order">What they are told; its <see cref="PlayOrder.Within"/> counts from the moment of the output.</param>
    /// <param name="BeginBy">Monotonic time at which the order is worthless.</param>
    public sealed record Play(string Adapter, PlayOrder Order, TimeSpan BeginBy) : PlayerEffect;

    /// <summary>Append an event to the alert lane, then say so with its ticket.</summary>
    /// <param name="Item">The event, without its time.</param>
    /// <param name="DeviceTime">What the device's clock said, or null.</param>
    /// <param name="Ticket">Names it.</param>
    public sealed record Append(Event Item, DateTimeOffset? DeviceTime, LaneTicket Ticket) : PlayerEffect;

    /// <summary>Get the audio of a content. Needs no journal.</summary>
    /// <param name="Key">Names the content.</param>
    /// <param name="Content">The content.</param>
    public sealed record Render(string Key, Content Content) : PlayerEffect;

    /// <summary>Fetch a file ahead of time.</summary>
    /// <param name="Command">Who asked for it.</param>
    /// <param name="Index">Which of its files.</param>
    /// <param name="Audio">The file.</param>
    public sealed record Fetch(UInt128 Command, int Index, Audio Audio) : PlayerEffect;
}
