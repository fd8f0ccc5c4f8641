using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using Longgang.Edge.Core.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Quarantine;

/// <summary>
/// Quarantine in a directory of segments, a JSON line a message (payload in base64). A flood of rubbish costs a bounded amount of disk
/// and no time of the listeners: what the writer cannot keep up with is counted and dropped.
/// </summary>
public sealed partial class FileQuarantine : BackgroundService, IQuarantine
{
    private const int Segments = 8;
    private const string Pattern = "*.jsonl";

    private readonly QuarantineOptions _options;
    private readonly EdgeMeter _meter;
    private readonly TimeProvider _time;
    private readonly ILogger<FileQuarantine> _logger;
    private readonly Channel<QuarantinedMessage> _queue;

    /// <summary>Touches nothing yet; the directory is made when the service starts.</summary>
    public FileQuarantine(QuarantineOptions options, EdgeMeter meter, TimeProvider time, ILogger<FileQuarantine> logger)
    {
        _options = options;
        _meter = meter;
        _time = time;
        _logger = logger;
        _queue = Channel.CreateBounded<QuarantinedMessage>(
            new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true },
            _ => meter.Quarantined("dropped"));
    }

    /// <inheritdoc/>
    public void Keep(string device, string topic, string reason, ReadOnlySpan<byte> payload)
    {
        byte[] kept = payload[..Math.Min(payload.Length, _options.PayloadBytes)].ToArray();
        _queue.Writer.TryWrite(new QuarantinedMessage(_time.GetUtcNow(), device, topic, reason, payload.Length, kept));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await foreach (QuarantinedMessage message in _queue.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
            {
                await StoreAsync(message).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    /// <inheritdoc/>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        _queue.Writer.TryComplete();
        await base.StopAsync(cancellationToken).ConfigureAwait(false);

        // Also when the service was stopped before its loop had begun.
        while (_queue.Reader.TryRead(out QuarantinedMessage? message))
        {
            await StoreAsync(message).ConfigureAwait(false);
        }
    }

    private async Task StoreAsync(QuarantinedMessage message)
    {
        try
        {
            await WriteAsync(message).ConfigureAwait(false);
            _meter.Quarantined("kept");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _meter.Quarantined("failed");
            LogFailed(_logger, _options.Directory, e.Message);
        }
    }

    private async Task WriteAsync(QuarantinedMessage message)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(message, QuarantineJsonContext.Default.QuarantinedMessage), (byte)'\n'];
        long limit = _options.LimitBytes / Segments;
        FileInfo? newest = MakeRoom(line.Length, limit);
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        string path = newest is not null && newest.Length + line.Length <= limit ? newest.FullName : Path.Combine(_options.Directory, NameAfter(newest));
        await using var file = new FileStream(path, options);
        await file.WriteAsync(line).ConfigureAwait(false);
    }

    /// <summary>Deletes the oldest segments until another line fits under the cap. Returns the newest that is left.</summary>
    private FileInfo? MakeRoom(int length, long segmentLimit)
    {
        DirectoryInfo directory = OperatingSystem.IsWindows()
            ? System.IO.Directory.CreateDirectory(_options.Directory)
            : System.IO.Directory.CreateDirectory(_options.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        List<FileInfo> segments = [.. directory.EnumerateFiles(Pattern).OrderBy(file => file.Name, StringComparer.Ordinal)];
        while (segments.Count > 0 && (segments.Sum(file => file.Length) + length > _options.LimitBytes
            || (segments.Count >= Segments && segments[^1].Length + length > segmentLimit)))
        {
            segments[0].Delete();
            segments.RemoveAt(0);
        }

        return segments.Count > 0 ? segments[^1] : null;
    }

    private static string NameAfter(FileInfo? newest)
    {
        int last = newest is null ? 0 : int.TryParse(Path.GetFileNameWithoutExtension(newest.Name), CultureInfo.InvariantCulture, out int number) ? number : 0;
        return (last + 1).ToString("d8", CultureInfo.InvariantCulture) + ".jsonl";
    }
}
