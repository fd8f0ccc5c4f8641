using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;
using Longgang.Cloud.Core.Security;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Upkeep;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Sqlite;

/// <summary>Registers the SQLite store.</summary>
public static class SqliteStorageServices
{
    /// <summary>Adds every port on SQLite. The writer starts where it is added: before everything that is added after it.</summary>
    public static IServiceCollection AddSqliteStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SqliteStorageOptions>().Bind(configuration.GetSection(SqliteStorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<SqliteStorageOptions>, SqliteStorageOptionsValidator>();
        services.AddSingleton<SqliteWriter>();
        services.AddHostedService(provider => provider.GetRequiredService<SqliteWriter>());
        services.AddSingleton<IStoreHealth>(provider => provider.GetRequiredService<SqliteWriter>());
        services.AddHostedService<Checkpointer>();
        services.AddHostedService<ScanRetention>();
        services.AddSingleton<SqliteReaders>();
        services.AddSingleton<IIngestStore, SqliteIngestStore>();
        services.AddSingleton<IAlertStore, SqliteAlertStore>();
        services.AddSingleton<IAnnouncementStore, SqliteAnnouncementStore>();
        services.AddSingleton<ICommandOutbox, SqliteCommandOutbox>();
        services.AddSingleton<ISpeakerStore, SqliteSpeakerStore>();
        services.AddSingleton<IDispatchTurn, SoleDispatchTurn>();
        services.AddSingleton<IFleetStore, SqliteFleetStore>();
        services.AddSingleton<ILedgerReader, SqliteLedgerReader>();
        services.AddSingleton<IScanReader, SqliteScanReader>();
        services.AddSingleton<ISecurityLog, SqliteSecurityLog>();
        return services;
    }
}
