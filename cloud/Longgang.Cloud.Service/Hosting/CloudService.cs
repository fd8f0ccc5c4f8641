using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Service.Announcements;
using Longgang.Cloud.Service.Api;
using Longgang.Cloud.Service.Audio;
using Longgang.Cloud.Service.Broker;
using Longgang.Cloud.Service.Broker.Embedded;
using Longgang.Cloud.Service.Broker.External;
using Longgang.Cloud.Service.Console;
using Longgang.Cloud.Service.Fleet;
using Longgang.Cloud.Service.Ingestion;
using Longgang.Cloud.Service.Live;
using Longgang.Cloud.Service.Metrics;
using Longgang.Cloud.Service.Security;
using Longgang.Cloud.Storage;
using Longgang.Cloud.Storage.Postgres;
using Longgang.Cloud.Storage.Sqlite;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using MQTTnet.AspNetCore;

namespace Longgang.Cloud.Service.Hosting;

/// <summary>Puts the service together. The order of registration is the order of start; stop runs it in reverse.</summary>
public static class CloudService
{
    /// <summary>Builds the service from <c>--config FILE</c>, environment and arguments.</summary>
    /// <exception cref="ConfigurationErrorException">The configuration cannot be read.</exception>
    public static WebApplication Build(string[] args, Action<IServiceCollection>? configure = null)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Longgang.Cloud.Service" });
        ConfigurationBase directory = CloudConfiguration.Load(builder.Configuration, args);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging"));
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ ";
        });
        AddServices(builder.Services, builder.Configuration, directory);
        AddEndpoints(builder);
        configure?.Invoke(builder.Services);
        WebApplication app = builder.Build();
        MapRoutes(app);
        return app;
    }

    private static void AddServices(IServiceCollection services, ConfigurationManager configuration, ConfigurationBase directory)
    {
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(directory);
        services.AddValidated<BrokerOptions, BrokerOptionsValidator>(configuration, BrokerOptions.Section)
            .PostConfigure(options =>
            {
                options.GatewaysFile = directory.Resolve(options.GatewaysFile);
                ExternalBrokerServices.Complete(options.External, directory);
            });
        services.AddValidated<ApiOptions, ApiOptionsValidator>(configuration, ApiOptions.Section)
            .PostConfigure(options => options.TokenFile = directory.Resolve(options.TokenFile));
        services.AddValidated<IngestOptions, IngestOptionsValidator>(configuration, IngestOptions.Section);
        services.AddValidated<LiveOptions, LiveOptionsValidator>(configuration, LiveOptions.Section);
        services.AddValidated<AnnouncementOptions, AnnouncementOptionsValidator>(configuration, AnnouncementOptions.Section)
            .PostConfigure(options => options.SigningKeyFile = directory.Resolve(options.SigningKeyFile));
        services.AddValidated<AudioOptions, AudioOptionsValidator>(configuration, AudioOptions.Section)
            .PostConfigure(options => options.Folder = directory.Resolve(options.Folder));
        services.PostConfigure<SqliteStorageOptions>(options => options.Path = directory.Resolve(options.Path));
        services.PostConfigure<PostgresStorageOptions>(options => options.PasswordFile = directory.Resolve(options.PasswordFile));
        services.AddSingleton<IngestCounters>();
        services.AddSingleton<ApiToken>();

        // 1. The store, before everything that writes.
        if (configuration["Storage:Kind"] != StorageOptions.Postgres)
        {
            services.AddHostedService<DatabaseLock>();
        }

        services.AddStorage(configuration);
        services.TryAddSingleton<ICommittedScans>(provider => provider.GetRequiredService<IngestCounters>());
        services.AddSingletonHosted<SecurityJournal>();

        // 2. The live stream, so that no change is committed before it knows where it starts.
        services.AddSingletonHosted<LiveFeed>();
        services.AddSingleton<IAlertChangeListener>(provider => provider.GetRequiredService<LiveFeed>());
        services.AddSingletonHosted<AnnouncementFeed>();
        services.AddSingleton<IAnnouncementChangeListener>(provider => provider.GetRequiredService<AnnouncementFeed>());
        services.AddHostedService<LiveTicker>();

        // 3. Ingestion.
        services.AddSingleton<IngestQueue>();
        services.AddSingleton<IIngestSink>(provider => provider.GetRequiredService<IngestQueue>());
        services.AddSingletonHosted<IngestWorker>();
        services.AddSingletonHosted<GatewayStatusWorker>();

        // 4. The broker; Kestrel opens the ports after all hosted services have started.
        services.AddSingleton<GatewayDirectory>();
        services.AddHostedService<GatewayDirectoryReloader>();
        services.AddSingleton<UplinkIntake>();
        _ = KindOf(configuration) == BrokerKind.External ? services.AddExternalBroker() : services.AddEmbeddedBroker();

        // 5. Announcements, once there is a way to the boxes.
        services.AddAnnouncements();

        // 6. The API.
        services.AddSingleton<AudioStore>();
        services.AddSingleton<BoundEndpoints>();
        services.AddRouting();
        services.AddProblemDetails();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, ApiJsonContext.Default));
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "Longgang.Edge cloud service";
            document.Info.Version = "v1";
            document.Servers = [];
            return Task.CompletedTask;
        }));
    }

    // Read before anything is validated, like the endpoints: a wrong kind counts as the default, and the service does not start with it.
    private static BrokerKind KindOf(IConfiguration configuration) =>
        Enum.TryParse(configuration[$"{BrokerOptions.Section}:Kind"], ignoreCase: true, out BrokerKind kind) ? kind : BrokerKind.Embedded;

    private static void AddEndpoints(WebApplicationBuilder builder) =>
        builder.WebHost.UseKestrelCore().ConfigureKestrel((context, kestrel) =>
        {
            // Kestrel is configured while the host is built, before anything is validated: a wrong endpoint must not hide the other errors,
            // so it is read leniently here. The service does not start with it.
            IServiceProvider services = kestrel.ApplicationServices;
            BoundEndpoints bound = services.GetRequiredService<BoundEndpoints>();
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 64 * 1024;
            if (KindOf(context.Configuration) == BrokerKind.Embedded)
            {
                kestrel.Listen(EndpointText.ParseOrAny(context.Configuration[$"{BrokerOptions.Section}:Endpoint"] ?? new BrokerOptions().Endpoint), listen =>
                {
                    bound.BrokerListen = listen;
                    listen.Use(next => PacketSizeLimit.Wrap(next, services.GetRequiredService<IOptions<BrokerOptions>>()));
                    listen.UseMqtt();
                });
            }

            kestrel.Listen(
                EndpointText.ParseOrAny(context.Configuration[$"{ApiOptions.Section}:Endpoint"] ?? new ApiOptions().Endpoint),
                listen => bound.ApiListen = listen);
        });

    private static void MapRoutes(WebApplication app)
    {
        app.UseApiGuard();
        app.UseRouting();
        app.MapOpenApi();
        app.MapAlerts();
        app.MapFleet();
        app.MapScans();
        app.MapAnnouncements();
        app.MapAnnouncementQueries();
        app.MapAudio();
        app.MapHealth();
        app.MapGet("/v1/live", LiveEndpoint.StreamAsync)
            .WithName("live").WithSummary("Server-Sent Events: changes of alerts and announcements (resumable by Last-Event-ID), and the figures of the second").WithTags("live")
            .Produces(200, contentType: "text/event-stream").ProducesProblem(400).ProducesProblem(503);
        app.MapGet("/metrics", MetricsEndpoint.ReadAsync).ExcludeFromDescription();
        app.MapConsole();
    }
}
