namespace Longgang.Edge.Core.Uplink;

/// <summary>What an acknowledgement means for the batch that it names.</summary>
public enum AckEffect
{
    /// <summary>The cloud has it for good: the lane may delete it. Also for a batch that the window does not know (of an earlier run): the lane decides.</summary>
    Delete,

    /// <summary>It arrived damaged and goes again from disk.</summary>
    Resend,

    /// <summary>The cloud does not take it now: it is kept and tried again later.</summary>
    Held,

    /// <summary>It names a batch that is not in flight and asks for nothing, or contradicts what is stored: nothing is done.</summary>
    Ignored,
}
