using System.Threading.Channels;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Salvage;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Sqlite;

/// <summary>
/// The one owner of every write: a thread that runs one transaction after the other. A transaction that fails leaves nothing behind,
/// neither on disk nor in memory; the next one opens the database anew.
/// </summary>
public sealed partial class SqliteWriter : IHostedService, IStoreHealth, IDisposable
{
    private readonly IOptions<SqliteStorageOptions> _options;
    private readonly SqliteReaders _readers;
    private readonly IEnumerable<IAlertChangeListener> _listeners;
    private readonly IEnumerable<IAnnouncementChangeListener> _announcementListeners;
    private readonly TimeProvider _time;
    private readonly ILogger<SqliteWriter> _logger;
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(new BoundedChannelOptions(64) { SingleReader = true });
    private readonly TaskCompletionSource _finished = new(TaskCreationOptions.RunContinuationsAsynchronously);
#pragma warning disable CA2213 // The writer's thread owns it and disposes of it when the queue has ended.
    private WriterSession? _session;
#pragma warning restore CA2213
    private volatile string? _failure;
    private volatile string? _damage;

    /// <summary>Makes the writer; it opens the database when it is started.</summary>
    public SqliteWriter(
        IOptions<SqliteStorageOptions> options,
        SqliteReaders readers,
        IEnumerable<IAlertChangeListener> listeners,
        TimeProvider time,
        ILogger<SqliteWriter> logger,
        IEnumerable<IAnnouncementChangeListener>? announcementListeners = null)
    {
        _options = options;
        _readers = readers;
        _listeners = listeners;
        _time = time;
        _logger = logger;
        _announcementListeners = announcementListeners ?? [];
    }

    /// <inheritdoc/>
    public string? Failure => _failure;

    /// <inheritdoc/>
    public string? Damage => _damage;

    /// <summary>Opens the database and starts the thread.</summary>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        string path = _options.Value.Path;
        bool look = !File.Exists(path) || new FileInfo(path).Length <= _options.Value.VerifyMebibytes * 1024L * 1024L;
        try
        {
            _session = Prepare(look);
        }
        catch (SqliteException e) when (DamagedFiles.IsDamage(e))
        {
            // Too large to be looked through before, and damaged where the writer begins.
            _session = Prepare(look: true);
        }

        LogOpened(_options.Value.Path, SqliteMigrations.Current);
        new Thread(Run) { IsBackground = true, Name = "sqlite-writer" }.Start();
        return Task.CompletedTask;
    }

    /// <summary>Finishes what is queued, leaves a fresh snapshot, and closes.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_queue.Writer.TryComplete() && _session is not null)
        {
            await _finished.Task.WaitAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _queue.Writer.TryComplete();

    /// <summary>Runs one transaction on the writer's thread.</summary>
    internal async Task<T> WriteAsync<T>(Func<WriterSession, T> transaction, CancellationToken cancellationToken)
    {
        var work = new Work<T>(transaction);
        await _queue.Writer.WriteAsync(work, cancellationToken);

        // Not cancelled once queued: whether it committed must not be left open.
        return await work.Result;
    }

    /// <summary>Looks into the writer's memory between two transactions.</summary>
    internal async Task<T> ReadAsync<T>(Func<WriterSession, T> look, CancellationToken cancellationToken)
    {
        var work = new Work<T>(look, writes: false);
        await _queue.Writer.WriteAsync(work, cancellationToken);
        return await work.Result;
    }

    private void Run()
    {
        try
        {
            // Blocking is the point: this thread belongs to the database.
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                while (_queue.Reader.TryRead(out Work? work))
                {
                    work.Run(this);
                }
            }

            Close();
            _finished.SetResult();
        }
        catch (Exception e)
        {
            _finished.SetException(e);
            throw;
        }
    }

    private void Close()
    {
        if (_session is { } session)
        {
            try
            {
                session.Begin();
                session.Devices.WriteSnapshot();
                session.Commit();
            }
            catch (SqliteException e)
            {
                // The snapshot only spares the next start a replay.
                LogSnapshotFailed(e);
            }

            // Whoever closes last brings the log into the database, and readers may not.
            _readers.Close();
            Discard();
        }
    }

    private T Execute<T>(Func<WriterSession, T> transaction, bool writes)
    {
        try
        {
            if (DamagedFiles.Contains(_options.Value.Path))
            {
                Discard();
            }

            WriterSession session = _session ??= DamagedFiles.Contains(_options.Value.Path) ? Prepare(look: true) : WriterSession.Open(_options.Value, _time, null);
            if (!writes)
            {
                return transaction(session);
            }

            session.Begin();
            session.Alerts.Begin();
            T result = transaction(session);
            session.Devices.Maintain(_options.Value);
            session.Commit();
            if (_failure is not null)
            {
                _failure = null;
                LogRecovered();
            }

            if (session.Alerts.LastChange > 0)
            {
                foreach (IAlertChangeListener listener in _listeners)
                {
                    listener.OnCommitted(session.Alerts.LastChange);
                }
            }

            if (session.Announcements.HasChanged)
            {
                session.Announcements.Committed();
                foreach (IAnnouncementChangeListener listener in _announcementListeners)
                {
                    listener.OnAnnouncementsCommitted(session.Announcements.LastChange);
                }
            }

            return result;
        }
        catch (SqliteException e) when (SqliteFailure.IsUnavailable(e))
        {
            Discard();
            if (DamagedFiles.IsDamage(e))
            {
                DamagedFiles.Report(_options.Value.Path);
            }

            if (_failure is null)
            {
                LogFailed(e);
            }

            _failure = e.Message;
            throw new StoreUnavailableException($"'{_options.Value.Path}' cannot be written: {e.Message}. Free space or repair the disk; the service goes on by itself.", e);
        }
        catch
        {
            Discard();
            throw;
        }
    }

    /// <summary>Opens the database; what was damaged is repaired before.</summary>
    private WriterSession Prepare(bool look)
    {
        SqliteStorageOptions options = _options.Value;
        DatabaseDamage? found = _readers.WhileClosed(() => DatabaseFile.Prepare(options.Path, look, _time.GetUtcNow()));
        WriterSession session = WriterSession.Open(options, _time, found);
        _damage = session.LastDamage();
        if (found is not null)
        {
            LogDamaged(found.What, found.Kept);
        }

        return session;
    }

    private void Discard()
    {
        _session?.Dispose();
        _session = null;
    }

    private abstract class Work
    {
        public abstract void Run(SqliteWriter writer);
    }

    private sealed class Work<T>(Func<WriterSession, T> transaction, bool writes = true) : Work
    {
        private readonly TaskCompletionSource<T> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<T> Result => _result.Task;

        public override void Run(SqliteWriter writer)
        {
            try
            {
                _result.SetResult(writer.Execute(transaction, writes));
            }
#pragma warning disable CA1031 // The failure goes to whoever asked for the transaction; the thread lives on.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _result.SetException(e);
            }
        }
    }
}
