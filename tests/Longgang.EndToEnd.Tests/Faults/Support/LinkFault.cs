namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>What is wrong with the way to the cloud.</summary>
internal enum LinkFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Connections are taken, and nothing is ever said on them.</summary>
    Stall,

    /// <summary>The other side has gone without a word: what is sent is swallowed, and nothing comes back.</summary>
    HalfOpen,

    /// <summary>A few bytes at a time.</summary>
    Drip,

    /// <summary>The connection is reset in the middle of a packet.</summary>
    Reset,

    /// <summary>Messages of the record lane get lost, everything else passes.</summary>
    RecordsLost,
}
