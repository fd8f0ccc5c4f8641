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

    private ScanPipelineLanes? _lanes;

    /// <summary>Runs until SIGTERM, SIGINT or something unexpected; returns the exit code. This is the start order; stopping runs it backwards.</summary>
    public async Task<int> RunAsync()
    {
        WebApplication app = Build();
        await using var appDisposal = app.ConfigureAwait(false);
        ILogger logger = app.Services.GetRequiredService<ILogger<GatewayHost>>();
        LogStarting(logger, ProgramVersion.Text, options.Id, Describe(effective));
        var boot = BootIdentity.Read();
        try
        {
            // 1. Lanes: from here on what is accepted is kept. Closed last.
            OutboxLane alert = await OpenLaneAsync(Lane.Alert, boot, app.Services).ConfigureAwait(false);
            await using var alertDisposal = alert.ConfigureAwait(false);
            OutboxLane record = await OpenLaneAsync(Lane.Record, boot, app.Services).ConfigureAwait(false);
            await using var recordDisposal = record.ConfigureAwait(false);
            ReportLedger(alert, record, app.Services);
            _lanes = new ScanPipelineLanes(record, alert);

            // 2. Uplink: a backlog leaves while the rest starts.
            MqttListener? devices = app.Services.GetService<MqttListener>();
            GatewayStatusSource status = StatusSource(boot, devices, app.Services);
            using var meter = new Meter(EdgeMeter.Name);
            using var metrics = new MetricsCollector(EdgeMeter.Name);
            MqttUplink uplink = Uplink(status, meter, app.Services);
            await using var uplinkDisposal = uplink.ConfigureAwait(false);
            ILane[] lanes = [alert, record];
            GatewayMetrics.Observe(meter, lanes, () => uplink.Figures);
            uplink.Start();

            // 3. Pipeline, then listeners: policy, quarantine, security, devices, MQTT, Kestrel, in the order of PipelineComposition.
            Map(app, new HealthRoutes(
                options.Id,
                lanes,
                () => uplink.Figures,
                status,
                app.Services.GetRequiredService<CachingHealthCodeResolver>(),
                metrics,
                app.Lifetime.ApplicationStopping));
            await app.StartAsync().ConfigureAwait(false);
            LogReady(logger, string.Join(", ", app.Urls));

            await Task.WhenAny(app.WaitForShutdownAsync(), StopOnFaultAsync(uplink.Completion, app.Lifetime)).ConfigureAwait(false);

            // Stopped: listeners and pipeline, so that nothing new is accepted. What they had taken is committed by the lanes themselves.
            await app.StopAsync().ConfigureAwait(false);
            LogDraining(logger, alert.Snapshot.Pending, record.Snapshot.Pending, options.StopTimeout);
            using (var deadline = new CancellationTokenSource(options.StopTimeout, time))
            {
                await uplink.StopAsync(deadline.Token).ConfigureAwait(false);
            }

            await recordDisposal.DisposeAsync();
            await alertDisposal.DisposeAsync();
            LogStopped(logger, alert.Snapshot.Pending, record.Snapshot.Pending);
            return await OutcomeAsync(uplink.Completion, app.Services, logger).ConfigureAwait(false);
        }
        catch (StoreFileException e)
        {
            LogStoreUnusable(logger, e.Message);
            return ExitCode.Store;
        }
    }

    private WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ApplicationName = "Longgang.Edge.Gateway" });
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddConfiguration(configuration);
        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Microsoft.Hosting", LogLevel.Warning);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ListenerStop);
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(options.PersonKey);
        builder.Services.AddSingleton(_ => _lanes ?? throw new InvalidOperationException("The lanes are opened before the host starts."));
        PipelineComposition.Add(builder.Services, configuration);
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

    private Task<OutboxLane> OpenLaneAsync(Lane kind, BootIdentity boot, IServiceProvider services)
    {
        LaneOptions usual = LaneOptions.For(kind, Path.Combine(options.DataDirectory, Topics.LaneName(kind)), options.Id, boot.ToByteArray());
        return OutboxLane.OpenAsync(
            kind == Lane.Alert
                ? usual with { LimitBytes = options.AlertLimitBytes }
                : usual with { LimitBytes = options.RecordLimitBytes, MaxWait = options.RecordMaxWait },
            time,
            services.GetRequiredService<ILogger<OutboxLane>>(),
            CancellationToken.None);
    }

    /// <summary>What leaves a lane other than by being stored is named to the cloud by the alert lane, whichever lane lost it.</summary>
    private static void ReportLedger(OutboxLane alert, OutboxLane record, IServiceProvider services)
    {
        EventStamper stamper = services.GetRequiredService<EventStamper>();
        alert.ReportLedgerTo(ReportAsync);
        record.ReportLedgerTo(ReportAsync);

        async ValueTask ReportAsync(LedgerEntry entry, CancellationToken cancellationToken) => await alert.AppendAsync(
            new Event { Time = stamper.Now().ToEventTime(null), Ledger = entry }, cancellationToken).ConfigureAwait(false);
    }

    private GatewayStatusSource StatusSource(BootIdentity boot, MqttListener? devices, IServiceProvider services) => new(
        _lanes!.Alerts,
        _lanes.Records,
        boot,
        services.GetRequiredService<PolicyHolder>(),
        services.GetRequiredService<IClockQuality>(),
        () => devices?.Connections ?? 0,
        time);

    private MqttUplink Uplink(GatewayStatusSource status, Meter meter, IServiceProvider services) => new(
        options.Uplink,
        _lanes!.Alerts,
        _lanes.Records,
        status,
        time,
        new Random(HashCode.Combine(options.Id, Environment.ProcessId, time.GetTimestamp())),
        new UplinkMetrics(meter),
        services.GetRequiredService<ILogger<MqttUplink>>());

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
            LogFailed(logger, task.Exception!.GetBaseException());
            failed = true;
        }

        return failed ? ExitCode.Software : ExitCode.Ok;
    }

    private static string Describe(IReadOnlyList<KeyValuePair<string, string>> effective) =>
        string.Join(' ', effective.Select(pair => string.Create(CultureInfo.InvariantCulture, $"{pair.Key}={pair.Value}")));
}
