namespace Longgang.Cloud.Storage.Postgres;

/// <summary>The keys of the advisory locks, in one place. They are 64-bit numbers whose first half says "longgang".</summary>
internal static class AdvisoryLocks
{
    /// <summary>Held by the transaction that migrates.</summary>
    public const long Migration = Mark | 1;

    /// <summary>Held by the transaction that makes or drops a partition.</summary>
    public const long Partitions = Mark | 2;

    /// <summary>Held by the one replica that does the upkeep, as long as its connection lives.</summary>
    public const long Upkeep = Mark | 3;

    /// <summary>Held by the one replica that does what the clock asks for of announcements, as long as its connection lives.</summary>
    public const long Dispatch = Mark | 4;

    /// <summary>
    /// Plus the first block of event numbers that a running transaction may take: held shared, see <c>event_blocks</c> in the schema. The blocks
    /// have 48 bits: at a thousand blocks a second they last for thousands of years.
    /// </summary>
    public const long EventBlocks = 0x6C68L << 48;

    /// <summary>The bits of a key that hold the block.</summary>
    public const long EventBlockMask = (1L << 48) - 1;

    private const long Mark = 0x6C67L << 48;
}
