namespace Longgang.Cloud.Core.Announcements;

/// <summary>Whose turn it is to do what the clock asks for. One replica of all does it; it is no matter of correctness, as every step is versioned and every command done once.</summary>
public interface IDispatchTurn
{
    /// <summary>Whether it is this replica's turn now; it keeps it as long as its connection to the store lives.</summary>
    Task<bool> IsOursAsync(CancellationToken cancellationToken);
}
