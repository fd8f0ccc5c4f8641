using System.Diagnostics.Metrics;
using System.Globalization;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Devices.Hosting;
using Longgang.Edge.Devices.Lan.Mqtt;
using Longgang.Edge.Gateway.Announcements;
using Longgang.Edge.Gateway.Configuration;
using Longgang.Edge.Gateway.Health;
using Longgang.Edge.Gateway.Metrics;
using Longgang.Edge.Outbox;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Uplink.Mqtt;

namespace Longgang.Edge.Gateway;

/// <summary>The gateway from the first lane to the last acknowledgement.</summary>
internal sealed partial class GatewayHost(
    GatewayOptions options, IConfiguration configuration, IReadOnlyList<KeyValuePair<string, string>> effective, TimeProvider time)
{
    // Listeners close their connections at once when asked; this bounds a request that hangs.
    private static readonly TimeSpan ListenerStop = TimeSpan.FromSeconds(5);

    /// <summary>Runs until SIGTERM, SIGINT or something unexpected; returns the exit code.</summary>
    public async Task<int> RunAsync()
    {
        using ILoggerFactory logs = LoggerFactory.Create(ConfigureLogging);
        ILogger logger = logs.CreateLogger<GatewayHost>();
        LogStarting(logger, ProgramVersion.Text, options.Id, Describe(effective));
        try
        {
            return await RunAsync(logs, logger).ConfigureAwait(false);
        }
        catch (StoreFileException e)
        {
            LogStoreUnusable(logger, e.Message);
            return ExitCode.Store;
        }
        catch (Exception e) when (LogFailed(logger, e))
        {
            return ExitCode.Software;
        }
    }

    /// <summary>This is the start order; stopping runs it backwards.</summary>
    private async Task<int> RunAsync(ILoggerFactory logs, ILogger logger)
    {
        // 1. Lanes: from here on what is accepted is kept. Closed last.
        var boot = BootIdentity.Read();
        var clock = new ClockMemory(Path.Combine(options.DataDirectory, "clock.json"), boot);
        var quality = new LinuxClockQuality(time, clock.WasTrusted);
        var stamper = new EventStamper(time, quality);
        OutboxLane alert = await OpenLaneAsync(Lane.Alert, boot, logs).ConfigureAwait(false);
        await using var alertDisposal = alert.ConfigureAwait(false);
        OutboxLane record = await OpenLaneAsync(Lane.Record, boot, logs).ConfigureAwait(false);
        await using var recordDisposal = record.ConfigureAwait(false);
        ReportLedger(alert, record, stamper);
        AnnouncementParts announcements = await AnnouncementParts.OpenAsync(options, time, logs).ConfigureAwait(false);
        await using var announcementsDisposal = announcements.ConfigureAwait(false);
        var cloudClock = new CloudClock(stamper);

        // 2. Uplink: a backlog leaves while the rest starts.
        ILane[] lanes = [alert, record];
        using var edgeMeter = new EdgeMeter();
        using var watcher = new ClockWatcher(alert, stamper, clock, time, logs.CreateLogger<ClockWatcher>());
        var episodes = new BufferMemory(Path.Combine(options.DataDirectory, "buffers.json"));
        var bufferAlerts = new BufferAlerts(options.Id, alert, stamper, episodes, edgeMeter, logs.CreateLogger<BufferAlerts>());
        using var forecasts = new LaneForecasts(lanes, options.WarnBefore, bufferAlerts, time, logs.CreateLogger<LaneForecasts>());
        WebApplication app = Build(new ScanPipelineLanes(record, alert), [watcher, forecasts], quality, edgeMeter, services => announcements.Add(services, cloudClock), logs);
        await using var appDisposal = app.ConfigureAwait(false);
        MqttListener? devices = app.Services.GetService<MqttListener>();
        var status = new GatewayStatusSource(
            alert, record, boot, app.Services.GetRequiredService<PolicyHolder>(), quality, forecasts.Of, () => devices?.Connections ?? 0, time);
        using var meter = new Meter(EdgeMeter.Name);
        using var metrics = new MetricsCollector(EdgeMeter.Name);
        var random = new Random(HashCode.Combine(options.Id, Environment.ProcessId, time.GetTimestamp()));
        var uplink = new MqttUplink(
            options.Uplink, alert, record, status, time, random, new UplinkMetrics(meter), logs.CreateLogger<MqttUplink>(), cloudClock, announcements.Join(app.Services));
        await using var uplinkDisposal = uplink.ConfigureAwait(false);
        GatewayMetrics.Observe(meter, lanes, forecasts, () => uplink.Figures);
        uplink.Start();

        // 3. Pipeline, then listeners: policy, quarantine, security, devices, MQTT, Kestrel, in the order of PipelineComposition.
        var healthCodes = app.Services.GetRequiredService<CachingHealthCodeResolver>();
        Map(app, new HealthRoutes(options.Id, lanes, () => uplink.Figures, status, forecasts, healthCodes, metrics, app.Lifetime.ApplicationStopping));
        await app.StartAsync().ConfigureAwait(false);
        LogReady(logger, string.Join(", ", app.Urls));

        Task fault = StopOnFaultAsync(uplink.Completion, app.Lifetime);
        await app.WaitForShutdownAsync().ConfigureAwait(false);

        // Listeners and pipeline have stopped, so nothing new is accepted. What they had taken is committed by the lanes themselves.
        LogDraining(logger, alert.Snapshot.Pending, record.Snapshot.Pending, options.StopTimeout);
        using (var deadline = new CancellationTokenSource(options.StopTimeout, time))
        {
            await uplink.StopAsync(deadline.Token).ConfigureAwait(false);
        }

        await fault.ConfigureAwait(false);
        LogStopped(logger, alert.Snapshot.Pending, record.Snapshot.Pending);
        return await OutcomeAsync(uplink.Completion, app.Services, logger).ConfigureAwait(false);
    }

    private static void ConfigureLogging(ILoggingBuilder logging) => logging
        .AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        })
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Microsoft.Hosting", LogLevel.Warning)
        .AddFilter("Polly", LogLevel.Warning);

    private WebApplication Build(ScanPipelineLanes lanes, IHostedService[] watches, IClockQuality quality, EdgeMeter meter, Action<IServiceCollection> announcements, ILoggerFactory logs)
    {
        // The host's own configuration files are not ours; watching for them would watch the working directory and all below it, lanes included.
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ApplicationName = "Longgang.Edge.Gateway",
            ContentRootPath = AppContext.BaseDirectory,
            Args = ["--hostBuilder:reloadConfigOnChange=false"],
        });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Services.AddSingleton(logs);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ListenerStop);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(quality);
        builder.Services.AddSingleton(meter);
        builder.Services.AddSingleton(options.PersonKey);
        builder.Services.AddSingleton(lanes);
        foreach (IHostedService watch in watches)
        {
            builder.Services.AddSingleton(watch);
        }

        PipelineComposition.Add(builder.Services, configuration);
        announcements(builder.Services);
        // Nothing in the listeners blocks a thread, so what is read from a socket is handled where it was read: a thread switch less each way.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            if (options.Health is { } endpoint)
            {
                kestrel.Listen(endpoint, listen => listen.Use(next => connection =>
                {
                    connection.Features.Set(HealthEndpoint.Instance);
                    return next(connection);
                }));
            }
        });
        return builder.Build();
    }

    private void Map(WebApplication app, HealthRoutes health)
    {
        if (options.Health is not null)
        {
            health.Map(app);
        }

        if (options.LanHttp)
        {
            app.MapLanHttp();
        }
    }

    private Task<OutboxLane> OpenLaneAsync(Lane kind, BootIdentity boot, ILoggerFactory logs)
    {
        LaneOptions usual = LaneOptions.For(kind, Path.Combine(options.DataDirectory, Topics.LaneName(kind)), options.Id, boot.ToByteArray());
        return OutboxLane.OpenAsync(
            kind == Lane.Alert
                ? usual with { LimitBytes = options.AlertLimitBytes }
                : usual with { LimitBytes = options.RecordLimitBytes, WhenFull = options.RecordWhenFull, MaxWait = options.RecordMaxWait },
            time,
            logs.CreateLogger<OutboxLane>(),
            CancellationToken.None);
    }

    /// <summary>What leaves a lane other than by being stored is named to the cloud by the alert lane, whichever lane lost it.</summary>
    private static void ReportLedger(OutboxLane alert, OutboxLane record, EventStamper stamper)
    {
        alert.ReportLedgerTo(ReportAsync);
        record.ReportLedgerTo(ReportAsync);

        async ValueTask ReportAsync(LedgerEntry entry, CancellationToken cancellationToken) => await alert.AppendAsync(
            new Event { Time = stamper.Now().ToEventTime(null), Ledger = entry }, cancellationToken).ConfigureAwait(false);
    }

    private static async Task StopOnFaultAsync(Task uplink, IHostApplicationLifetime lifetime)
    {
        await uplink.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lifetime.StopApplication();
    }

    private static async Task<int> OutcomeAsync(Task uplink, IServiceProvider services, ILogger logger)
    {
        IEnumerable<Task?> work = services.GetServices<IHostedService>().OfType<BackgroundService>().Select(s => s.ExecuteTask).Append(uplink);
        bool failed = false;
        foreach (Task task in work.OfType<Task>().Where(t => t.IsFaulted))
        {
            await task.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            LogFailure(logger, task.Exception!.GetBaseException());
            failed = true;
        }

        return failed ? ExitCode.Software : ExitCode.Ok;
    }

    // A filter, so that the log has the stack as it was when the exception passed.
    private static bool LogFailed(ILogger logger, Exception exception)
    {
        LogFailure(logger, exception);
        return true;
    }

    private static string Describe(IReadOnlyList<KeyValuePair<string, string>> effective) =>
        string.Join(' ', effective.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
}
