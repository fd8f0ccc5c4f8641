using Longgang.Cloud.Storage.Postgres;
using Longgang.Cloud.Storage.Retention;
using Longgang.Cloud.Storage.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage;

/// <summary>Registers the store that the configuration names.</summary>
public static class StorageServices
{
    /// <summary>Adds every port on one store. It starts where it is added: before everything that is added after it.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>().Bind(configuration.GetSection(StorageOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.AddOptions<RetentionOptions>().Bind(configuration.GetSection(RetentionOptions.Section)).ValidateOnStart();
        services.AddSingleton<IValidateOptions<RetentionOptions>, RetentionOptionsValidator>();
        return (configuration[$"{StorageOptions.Section}:{nameof(StorageOptions.Kind)}"] ?? StorageOptions.Sqlite) switch
        {
            StorageOptions.Sqlite => services.AddSqliteStorage(configuration),
            StorageOptions.Postgres => services.AddPostgresStorage(configuration),

            // The validator says it, beside all other errors; nothing is started.
            _ => services,
        };
    }
}
