namespace Longgang.Cloud.Service.Ingestion;

/// <summary>
/// The pauses between attempts to commit while the store is away: doubling, and never longer than a second. Alerts wait behind the group in hand,
/// and somebody waits for them; one attempt a second costs a store that is coming back nothing.
/// </summary>
internal static class StorePause
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    /// <summary>The pause after the first failure.</summary>
    public static TimeSpan First { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The pause after one more failure.</summary>
    public static TimeSpan After(TimeSpan pause) => pause * 2 < Longest ? pause * 2 : Longest;
}
