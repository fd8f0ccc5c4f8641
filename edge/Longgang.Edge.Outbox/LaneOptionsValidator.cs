using Longgang.Contracts.Wire;

namespace Longgang.Edge.Outbox;

/// <summary>Says everything that is wrong with a lane's options at once.</summary>
public static class LaneOptionsValidator
{
    /// <summary>The errors, each naming its option; empty when there is none.</summary>
    public static IReadOnlyList<string> Check(LaneOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<string>();
        Require(options.Kind is Lane.Alert or Lane.Record, "Kind must be Alert or Record");
        Require(options.Directory.Length > 0, "Directory must be set");
        Require(options.GatewayId.Length > 0, "GatewayId must be set");
        Require(options.BootId.Length == 16, "BootId must have 16 bytes");
        Require(options.LimitBytes is >= 8L << 20 and <= 7L << 29, "LimitBytes must be from 8 MiB to 3.5 GiB");
        Require(options.Kind != Lane.Alert || options.WhenFull == LaneFullPolicy.Refuse, "WhenFull must be Refuse: the alert lane never gives up an event");
        Require(options.MaxBatchEvents is >= 1 and <= 4096, "MaxBatchEvents must be from 1 to 4,096");
        Require(options.MaxBatchBytes is >= 1024 and <= 1 << 20, "MaxBatchBytes must be from 1 KiB to 1 MiB");
        Require(options.MaxWait >= TimeSpan.Zero && options.MaxWait <= TimeSpan.FromSeconds(1), "MaxWait must be from 0 to 1 s");
        Require(options.Spacing >= TimeSpan.Zero && options.Spacing <= TimeSpan.FromSeconds(1), "Spacing must be from 0 to 1 s");
        Require(options.CheckpointPages is >= 64 and <= 8192, "CheckpointPages must be from 64 to 8,192");
        Require(options.SnapshotEvents is >= 256 and <= 65536, "SnapshotEvents must be from 256 to 65,536");
        Require(options.QueueEvents is >= 1 and <= 1 << 20, "QueueEvents must be from 1 to 1,048,576");
        Require(options.CacheBytes >= 0, "CacheBytes must not be negative");
        return errors;

        void Require(bool holds, string error)
        {
            if (!holds)
            {
                errors.Add(error);
            }
        }
    }

    internal static void Validate(LaneOptions options)
    {
        IReadOnlyList<string> errors = Check(options);
        if (errors.Count > 0)
        {
            throw new ArgumentException($"The options of the {options.Kind} lane are wrong: {string.Join("; ", errors)}.", nameof(options));
        }
    }
}
