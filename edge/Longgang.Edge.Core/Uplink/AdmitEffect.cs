namespace Longgang.Edge.Core.Uplink;

/// <summary>What became of a batch that was offered to a window.</summary>
public enum AdmitEffect
{
    /// <summary>It counts as sent: send it.</summary>
    Send,

    /// <summary>There is no room for it now.</summary>
    NoRoom,

    /// <summary>It is not to be sent, being on its way already; ask the window again.</summary>
    Passed,
}
