using System.Diagnostics.CodeAnalysis;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Hosting;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Outbox.Inbox;

/// <summary>
/// The command inbox on LiteDB behind the same two streams as the lanes (docs/decisions/0001-outbox-durability.md). One thread, the owner, does everything that
/// touches LiteDB: it makes one transaction of all writes that wait, writes it with one fdatasync, and tells them.
/// </summary>
[SuppressMessage("Usage", "CA2213", Justification = "The owner closes what holds files when it ends; events have no handle here, and late callers may still touch them.")]
public sealed partial class CommandInbox : ICommandInbox, IAsyncDisposable
{
    /// <summary>Most characters of a key.</summary>
    public const int MaxKeyLength = 100;

    /// <summary>Most bytes of an entry's content.</summary>
    public const int MaxContentBytes = 1 << 20;

    /// <summary>Most bytes of all entries of one write.</summary>
    public const int MaxWriteBytes = 2 << 20;

    private readonly InboxOptions _options;
    private readonly IStoreFolder _folder;
    private readonly ILaneHost _host;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly ManualResetEventSlim _wake = new(false, 0);
    private readonly ManualResetEventSlim _stop = new(false, 0);
    private readonly InboxQueue _queue;
    private readonly TaskCompletionSource _opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _fault;
    private long _fileBytes;
    private volatile bool _stopping;

    private CommandInbox(InboxOptions options, IStoreFolder folder, ILaneHost host, TimeProvider time, ILogger logger)
    {
        (_options, _folder, _host, _time, _logger) = (options, folder, host, time, logger);
        _queue = new InboxQueue(_wake);
        _shape = EntryStore.Shape(options.CheckpointPages);
    }

    /// <inheritdoc/>
    public IReadOnlyList<InboxEntry> Recovered { get; private set; } = [];

    /// <inheritdoc/>
    public string? Damage { get; private set; }

    /// <inheritdoc/>
    public long FileBytes => Interlocked.Read(ref _fileBytes);

    /// <summary>Opens the inbox, making its store when there is none, and starts its thread.</summary>
    /// <exception cref="StoreFileException">Another process has it, or the disk cannot be used.</exception>
    public static Task<CommandInbox> OpenAsync(InboxOptions options, TimeProvider time, ILogger<CommandInbox> logger, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return OpenAsync(options, new PosixFolder(options.Directory), time, logger, cancellationToken);
    }

    internal static async Task<CommandInbox> OpenAsync(
        InboxOptions options, IStoreFolder folder, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        InboxOptionsValidator.Validate(options);
        cancellationToken.ThrowIfCancellationRequested();
        var inbox = new CommandInbox(options, folder, LaneThreads.Instance, time, logger);
        new Thread(inbox.Own) { Name = "inbox owner", IsBackground = true }.Start();
        await inbox._opened.Task;
        return inbox;
    }

    /// <inheritdoc/>
    /// <remarks>The contents are copied. Once the write waits it will be done, so the result is then awaited whatever the token says.</remarks>
    public ValueTask WriteAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(entries);
        long bytes = Check(entries);
        ObjectDisposedException.ThrowIf(_stopping, this);
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled(cancellationToken);
        }

        if (Fault() is { } fault)
        {
            return ValueTask.FromException(fault);
        }

        var write = new InboxWrite([.. entries.Select(static entry => new InboxEntry(entry.Key, entry.Content.ToArray()))], bytes);
        return _queue.TryAdd(write) switch
        {
            true => new ValueTask(write.Done),
            false => ValueTask.FromException(new InboxFullException("Too much waits to be written to the inbox; write again when some of it is done.")),
            null => ValueTask.FromException(new ObjectDisposedException(nameof(CommandInbox))),
        };
    }

    /// <summary>Commits what waits and closes the store.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Close();
        _stopping = true;
        _stop.Set();
        _wake.Set();
        await _closed.Task;
    }

    private static long Check(IReadOnlyList<InboxEntry> entries)
    {
        long bytes = 0;
        foreach (InboxEntry entry in entries)
        {
            if (entry.Key is not { Length: > 0 and <= MaxKeyLength } || entry.Key.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            {
                throw new ArgumentException($"A key has 1 to {MaxKeyLength} printable ASCII characters; '{entry.Key}' has not.", nameof(entries));
            }

            if (entry.Content.Length > MaxContentBytes)
            {
                throw new ArgumentException($"The entry '{entry.Key}' has {entry.Content.Length} bytes; {MaxContentBytes} are possible.", nameof(entries));
            }

            bytes += entry.Content.Length;
        }

        return bytes <= MaxWriteBytes
            ? bytes
            : throw new ArgumentException($"The entries have {bytes} bytes together; {MaxWriteBytes} are possible in one write.", nameof(entries));
    }

    private InboxFaultedException? Fault() =>
        Volatile.Read(ref _fault) is { } fault ? new InboxFaultedException($"The inbox has failed and is being reopened: {fault.Message}", fault) : null;
}
