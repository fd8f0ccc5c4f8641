namespace Longgang.FirmwareSim.Fleet;

/// <summary>What a <see cref="FleetLoop"/> calls when its time has come.</summary>
public interface ILoopMember
{
    /// <summary>The time for which the loop has it in its queue; owned by the loop.</summary>
    long QueuedDue { get; set; }

    /// <summary>Does what is due; returns when it wants to be called again.</summary>
    long Tick();
}
