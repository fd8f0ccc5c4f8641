namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>How one loudspeaker behaves. Times in milliseconds.</summary>
public sealed record SpeakerOptions
{
    /// <summary>What it can speak by itself, BCP 47 tags.</summary>
    public IReadOnlyList<string> Languages { get; init; } = ["zh-CN"];

    /// <summary>From the command to the first sound: relay and amplifier.</summary>
    public long StartDelay { get; init; }

    /// <summary>How many times faster than real it plays. What it says and what is recorded as heard stay in real lengths.</summary>
    public double TimeScale { get; init; } = 1;

    /// <summary>How often it says that it lives.</summary>
    public long KeepAlive { get; init; } = 60_000;

    /// <summary>How long an acknowledgement may take before it connects anew.</summary>
    public long AckTimeout { get; init; } = 10_000;

    /// <summary>The pause after an acknowledgement that says that the box cannot take it now.</summary>
    public long RefusedPause { get; init; } = 1_000;

    /// <summary>The first pause before it connects again; it doubles.</summary>
    public long BackOff { get; init; } = 500;

    /// <summary>The longest pause.</summary>
    public long BackOffLimit { get; init; } = 15_000;

    /// <summary>How late a <see cref="SpeakerFault.Slow"/> one answers.</summary>
    public long SlowBy { get; init; } = 3_000;

    /// <summary>How long one that lost power is away.</summary>
    public long DeadFor { get; init; } = 5_000;

    /// <summary>How long after its time a <see cref="SpeakerFault.Tardy"/> one begins.</summary>
    public long TardyBy { get; init; } = 1_500;

    /// <summary>How wrong the clock of a <see cref="SpeakerFault.WrongClock"/> one is.</summary>
    public long ClockOffset { get; init; } = -3 * 86_400_000L;

    /// <summary>Receipts that it holds for its box; the oldest goes when one more comes.</summary>
    public int QueueCapacity { get; init; } = 64;

    /// <summary>Plays that it remembers.</summary>
    public int Memory { get; init; } = 64;
}
