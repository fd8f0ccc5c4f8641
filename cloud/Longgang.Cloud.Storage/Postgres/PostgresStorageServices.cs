using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Storage.Postgres.Upkeep;
using Longgang.Cloud.Storage.Postgres.Writing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Registers the PostgreSQL store.</summary>
public static class PostgresStorageServices
{
    /// <summary>Adds every port on PostgreSQL.</summary>
    public static IServiceCollection AddPostgresStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<PostgresStorageOptions>().Bind(configuration.GetSection(PostgresStorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<PostgresStorageOptions>, PostgresStorageOptionsValidator>();
        services.AddSingleton<PostgresDatabase>();
        services.AddHostedService(provider => provider.GetRequiredService<PostgresDatabase>());
        services.AddSingleton<IStoreHealth>(provider => provider.GetRequiredService<PostgresDatabase>());
        services.AddSingleton<DayPartitions>();
        services.AddHostedService<PostgresUpkeep>();
        services.AddHostedService<ChangeSubscriber>();
        services.AddSingleton<IIngestStore>(provider => new PostgresIngestStore(
            provider.GetRequiredService<PostgresDatabase>(),
            provider.GetRequiredService<DayPartitions>(),
            provider.GetServices<IAlertChangeListener>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetServices<IAnnouncementChangeListener>()));
        services.AddSingleton<IAlertStore, PostgresAlertStore>();
        services.AddSingleton<IAnnouncementStore, PostgresAnnouncementStore>();
        services.AddSingleton<ICommandOutbox, PostgresCommandOutbox>();
        services.AddSingleton<ISpeakerStore, PostgresSpeakerStore>();
        services.AddSingleton<IDispatchTurn, PostgresDispatchTurn>();
        services.AddSingleton<IFleetStore, PostgresFleetStore>();
        services.AddSingleton<ILedgerReader, PostgresLedgerReader>();
        services.AddSingleton<IScanReader, PostgresScanReader>();
        services.AddSingleton<ISecurityLog, PostgresSecurityLog>();
        services.AddSingleton<ICommittedScans, PostgresCommittedScans>();
        return services;
    }
}
