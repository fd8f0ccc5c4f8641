using Longgang.Edge.Core.Files;
using Longgang.Edge.Devices.Lan;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Registry;

/// <summary>Loads devices.json at start and whenever it changes. A bad file is logged, every error of it, and the last good registry stays.</summary>
public sealed partial class DevicesFile(IOptions<LanOptions> options, DeviceRegistryHolder holder, TimeProvider time, ILogger<DevicesFile> logger) : BackgroundService
{
    private readonly string _path = options.Value.DevicesFile;

    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<string> errors = await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw new InvalidRegistryException(_path, errors);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var file = new WatchedFile(_path, time);
        try
        {
            while (true)
            {
                await file.WaitForChangeAsync(stoppingToken).ConfigureAwait(false);
                foreach (string error in await LoadAsync(stoppingToken).ConfigureAwait(false))
                {
                    LogKeptOld(logger, holder.Current.Count, _path, error);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<IReadOnlyList<string>> LoadAsync(CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(_path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [e.Message];
        }

        if (!DeviceRegistryReader.TryRead(content, out DeviceRegistry? registry, out IReadOnlyList<string> errors))
        {
            return errors;
        }

        holder.Replace(registry);
        LogInForce(logger, registry.Count, _path);
        return [];
    }
}
