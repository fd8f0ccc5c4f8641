using Longgang.Cloud.Core.Ingestion;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>The database: its connections, what it must be like, and whether it can be used now.</summary>
public sealed partial class PostgresDatabase : IHostedService, IStoreHealth, IAsyncDisposable
{
    private readonly IOptions<PostgresStorageOptions> _options;
    private readonly TimeProvider _time;
    private readonly ILogger<PostgresDatabase> _logger;
    private readonly Lazy<NpgsqlDataSource> _source;
    private volatile string? _failure;

    /// <summary>Makes it; the first connection is opened at start.</summary>
    public PostgresDatabase(IOptions<PostgresStorageOptions> options, TimeProvider time, ILogger<PostgresDatabase> logger)
    {
        _options = options;
        _time = time;
        _logger = logger;
        _source = new Lazy<NpgsqlDataSource>(() => PostgresConnections.Build(options.Value));
    }

    /// <inheritdoc/>
    public string? Failure => _failure;

    /// <summary>The pooled connections.</summary>
    internal NpgsqlDataSource Source => _source.Value;

    /// <summary>Waits for the database, checks that what it commits is durable, and migrates.</summary>
    /// <exception cref="InvalidOperationException">The database exists and is of no use: the message says why.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                await PostgresRequirements.CheckAsync(Source, cancellationToken);
                await PostgresMigrations.ApplyAsync(Source, cancellationToken);
                Recovered();
                LogOpened(PostgresMigrations.Current);
                return;
            }
            catch (Exception e) when (PostgresFailure.IsUnavailable(e) && !PostgresRequirements.IsHopeless(e))
            {
                Failed(e);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_source.IsValueCreated)
        {
            await _source.Value.DisposeAsync();
        }
    }

    /// <summary>Does something on a connection; its statements stand in no transaction but their own.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    internal async Task<T> UseAsync<T>(Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken)
    {
        try
        {
            await using NpgsqlConnection connection = await Source.OpenConnectionAsync(cancellationToken);
            T result = await action(connection);
            Recovered();
            return result;
        }
        catch (Exception e) when (PostgresFailure.IsUnavailable(e))
        {
            throw Unavailable(e);
        }
    }

    /// <summary>Does something in a transaction, once more when another one got into its way.</summary>
    /// <exception cref="StoreUnavailableException">The database cannot be used now.</exception>
    internal async Task<T> TransactAsync<T>(
        Func<NpgsqlConnection, Task<T>> action, CancellationToken cancellationToken, System.Data.IsolationLevel level = System.Data.IsolationLevel.ReadCommitted)
    {
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                return await UseAsync(
                    async connection =>
                    {
                        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(level, cancellationToken);
                        T result = await action(connection);
                        await transaction.CommitAsync(cancellationToken);
                        return result;
                    },
                    cancellationToken);
            }
            catch (StoreUnavailableException e) when (PostgresFailure.IsRace(e.InnerException!) && attempt < 5)
            {
                // The other one has won and is gone.
            }
        }
    }

    /// <summary>What to throw for a failure of the database.</summary>
    internal StoreUnavailableException Unavailable(Exception failure)
    {
        Failed(failure);
        return new StoreUnavailableException($"The database cannot be used: {failure.Message}. The service goes on by itself when it can.", failure);
    }

    /// <summary>The database has answered.</summary>
    internal void Recovered()
    {
        if (_failure is not null)
        {
            _failure = null;
            LogRecovered();
        }
    }

    private void Failed(Exception failure)
    {
        if (PostgresFailure.IsRace(failure))
        {
            return;
        }

        if (_failure is null)
        {
            LogFailed(failure);
        }

        _failure = failure.Message;
    }
}
