using Longgang.Cloud.Storage.Sqlite;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Hosting;

/// <summary>
/// Keeps a second process of the service away from a SQLite database: the writer keeps in memory what is visible, so two of them would
/// show events twice. The operating system lets go of the lock when the process ends, however it ends.
/// </summary>
public sealed class DatabaseLock(IOptions<SqliteStorageOptions> options) : IHostedService, IDisposable
{
    private FileStream? _file;

    /// <summary>Takes the lock.</summary>
    /// <exception cref="DatabaseInUseException">Another process has it.</exception>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        string path = options.Value.Path;
        try
        {
            _file = new FileStream(path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new DatabaseInUseException(
                $"The database '{path}' is in use by another process of the service ({e.Message}). SQLite is for one process: replicas need PostgreSQL.", e);
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public void Dispose() => _file?.Dispose();
}
