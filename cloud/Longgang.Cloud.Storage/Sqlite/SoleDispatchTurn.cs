using Longgang.Cloud.Core.Announcements;

namespace Longgang.Cloud.Storage.Sqlite;

/// <summary>A SQLite database has one process, whose turn it always is.</summary>
internal sealed class SoleDispatchTurn : IDispatchTurn
{
    /// <inheritdoc/>
    public Task<bool> IsOursAsync(CancellationToken cancellationToken) => Task.FromResult(true);
}
