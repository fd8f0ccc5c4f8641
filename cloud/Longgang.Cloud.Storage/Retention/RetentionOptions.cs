namespace Longgang.Cloud.Storage.Retention;

/// <summary>How long personal data is kept, section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string Section = "Retention";

    /// <summary>Age at which a scan is deleted, 1 min…10 years. Default 14 days. Counts and the ledger are not affected.</summary>
    public TimeSpan Scans { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Time after which the bytes of a quarantined batch are deleted, 1 min…10 years, counted from when it last came. Default 30 days. That it came,
    /// from whom and why it was quarantined, stays.
    /// </summary>
    public TimeSpan Quarantine { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Time between two small sweeps, 10 ms…1 h. Default 1 s. A sweep looks at <see cref="SweepRows"/> rows.</summary>
    public TimeSpan SweepInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Rows of a sweep, 100…100000. Default 4096: about a millisecond of the writer.</summary>
    public int SweepRows { get; set; } = 4096;
}
