using System.Threading.Channels;

namespace Longgang.Edge.Core.Files;

/// <summary>
/// Tells when a file has changed. Watches the directory, since editors and deployments replace files rather than write into them,
/// and looks every few seconds all the same, since network file systems and containers do not always tell.
/// </summary>
public sealed class WatchedFile : IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly FileSystemWatcher? _watcher;
    private readonly ITimer _timer;
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private (DateTime WrittenAt, long Length) _seen;

    /// <summary>Starts watching.</summary>
    public WatchedFile(string path, TimeProvider time)
    {
        _path = Path.GetFullPath(path);
        _seen = Look();
        string? directory = Path.GetDirectoryName(_path);
        if (directory is not null && Directory.Exists(directory))
        {
            _watcher = new FileSystemWatcher(directory);
            _watcher.Changed += (_, _) => Check();
            _watcher.Created += (_, _) => Check();
            _watcher.Renamed += (_, _) => Check();
            _watcher.EnableRaisingEvents = true;
        }

        _timer = time.CreateTimer(_ => Check(), null, LookEvery, LookEvery);
    }

    /// <summary>Completes when the file differs from what it was when this was last called, or at the start.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken) => await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher?.Dispose();
        _timer.Dispose();
    }

    private void Check()
    {
        (DateTime, long) now = Look();
        lock (_timer)
        {
            if (now == _seen)
            {
                return;
            }

            _seen = now;
        }

        _changes.Writer.TryWrite(true);
    }

    private (DateTime WrittenAt, long Length) Look()
    {
        var file = new FileInfo(_path);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }
}
