namespace Longgang.Cloud.Service.Announcements;

/// <summary>
/// When a command that a box has not answered is sent again. Growing, as a box that is away hears nothing; never beyond a minute, as one whose birth nobody has seen
/// must not wait longer.
/// </summary>
internal static class ResendPlan
{
    private static readonly TimeSpan[] _pauses =
        [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), TimeSpan.FromSeconds(60)];

    /// <summary>The pause after a publication.</summary>
    /// <param name="before">How often it was published before that one.</param>
    public static TimeSpan After(int before) => _pauses[Math.Min(Math.Max(before, 0), _pauses.Length - 1)];
}
