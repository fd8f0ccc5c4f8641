namespace Longgang.Edge.Core.HealthCodes;

/// <summary>The box's memory of health codes (<c>HealthCode:Cache</c>).</summary>
public sealed class HealthCodeCacheOptions
{
    /// <summary>Answers kept; about 300 bytes each. Default 20,000 (a day of a dozen sentinels), 100 to 1,000,000.</summary>
    public int Capacity { get; set; } = 20_000;

    /// <summary>An answer this young is used without asking again. Default 60 s, 0 s to 1 h.</summary>
    public TimeSpan FreshFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>"Not known" is remembered this long, so that a broken reader does not flood the service. Default 10 s, 0 s to 10 min.</summary>
    public TimeSpan NotFoundFor { get; set; } = TimeSpan.FromSeconds(10);
}
