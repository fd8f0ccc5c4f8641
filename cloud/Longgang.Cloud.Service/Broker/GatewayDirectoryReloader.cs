using System.Collections.Frozen;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Broker;

/// <summary>
/// Reads the boxes' credentials at start and whenever the file changes. It looks at the file instead of watching it: that also works for
/// files that are swapped by a link, and on file systems without notifications.
/// </summary>
public sealed partial class GatewayDirectoryReloader(
    GatewayDirectory directory,
    IBrokerTransport broker,
    IOptions<BrokerOptions> options,
    TimeProvider time,
    ILogger<GatewayDirectoryReloader> logger) : BackgroundService
{
    private (DateTime Written, long Length) _seen;

    /// <inheritdoc/>
    public override Task StartAsync(CancellationToken cancellationToken)
    {
        _seen = Look();
        directory.Replace(GatewaysFile.Read(options.Value.GatewaysFile, out _));
        LogLoaded(directory.Ids.Count);
        return base.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.ReloadInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                if (Look() is var now && now != _seen)
                {
                    _seen = now;
                    await ReloadAsync();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task ReloadAsync()
    {
        FrozenDictionary<string, byte[]> read = GatewaysFile.Read(options.Value.GatewaysFile, out List<string> errors);
        if (errors.Count > 0)
        {
            LogNotLoaded(string.Join(" ", errors));
            return;
        }

        IReadOnlyList<string> withdrawn = directory.Replace(read);
        LogLoaded(read.Count);
        await broker.WithdrawAsync(withdrawn);
    }

    private (DateTime Written, long Length) Look()
    {
        var file = new FileInfo(options.Value.GatewaysFile);
        return file.Exists ? (file.LastWriteTimeUtc, file.Length) : default;
    }

    [LoggerMessage(5010, LogLevel.Information, "{Count} gateways may connect")]
    private partial void LogLoaded(int count);

    [LoggerMessage(5011, LogLevel.Error, "The gateways file is not taken over, the last good one stays: {Errors}")]
    private partial void LogNotLoaded(string errors);
}
