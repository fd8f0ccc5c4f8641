namespace Longgang.Edge.Core.Uplink;

/// <summary>What the driver of a window has to do next.</summary>
public enum UplinkAction
{
    /// <summary>Nothing can be sent until an acknowledgement arrives or <see cref="UplinkStep.DueAt"/> is reached.</summary>
    Wait,

    /// <summary>Read the batch that starts at <see cref="UplinkStep.Sequence"/> from disk and send it again.</summary>
    Resend,

    /// <summary>Read the first batch after <see cref="UplinkStep.Sequence"/> and offer it to <see cref="UplinkWindow.Admit"/>.</summary>
    ReadNext,
}
