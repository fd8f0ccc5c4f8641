using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Writing;

/// <summary>Writes what boxes say about their clocks.</summary>
internal sealed class ClockWriter(WriterSession session)
{
    /// <summary>
    /// Keeps a correction; it speaks of the boot of its batch and of the batch's own box. One that contradicts itself is kept with the events that
    /// nobody can read, and changes nothing.
    /// </summary>
    /// <returns>Whether it makes sense.</returns>
    public bool Write(ClockCorrection correction, in EventOrigin origin, long sequence)
    {
        if (correction.FromMonotonicUs >= correction.ToMonotonicUs || correction.ToMonotonicUs > long.MaxValue)
        {
            return false;
        }

        // A box that died between sending and knowing that it had sent sends another, with a later end.
        session.Sql(
            "INSERT INTO clock_corrections (gateway, boot, to_us, from_us, from_unix_us, to_unix_us, step_us, before, after, outbox, sequence, received_us) "
            + "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING")
            .Bind(1, origin.Outbox.Gateway).Bind(2, origin.Boot).Bind(3, (long)correction.ToMonotonicUs).Bind(4, (long)correction.FromMonotonicUs)
            .Bind(5, correction.FromUnixUs).Bind(6, correction.ToUnixUs).Bind(7, correction.StepUs).Bind(8, (long)correction.Before)
            .Bind(9, (long)correction.After).Bind(10, origin.Outbox.Id).Bind(11, sequence).Bind(12, origin.ReceivedUs).Run();
        return true;
    }

    /// <summary>
    /// When a device was last seen, by one of its events: box time, but a clock that nobody vouches for, or that is more than a day ahead of the
    /// cloud, says less than the receipt.
    /// </summary>
    public static long SeenUs(long boxUs, ClockQuality quality, long receivedUs) =>
        quality is ClockQuality.Synchronized or ClockQuality.Holdover && boxUs <= receivedUs + 86_400_000_000 ? boxUs : receivedUs;
}
