using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Statements of constant text with numbered parameters.</summary>
internal static class PostgresStatements
{
    /// <summary>Adds a statement to a batch, which goes to the server in one message.</summary>
    public static NpgsqlBatch Add(this NpgsqlBatch batch, string constant, params ReadOnlySpan<object?> parameters)
    {
#pragma warning disable CA2100 // Callers pass constants; values go in as parameters.
        var command = new NpgsqlBatchCommand(constant);
#pragma warning restore CA2100
        foreach (object? value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        batch.BatchCommands.Add(command);
        return batch;
    }

    /// <summary>Runs one statement.</summary>
    /// <returns>Rows that it changed.</returns>
    public static async Task<int> RunAsync(this NpgsqlConnection connection, string constant, object?[] parameters, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, constant, parameters);
        return await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Reads all rows.</summary>
    public static async Task<List<T>> ReadAllAsync<T>(
        this NpgsqlConnection connection, string constant, Func<NpgsqlDataReader, T> row, object?[] parameters, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, constant, parameters);
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    /// <summary>Reads one number, 0 for NULL or no row.</summary>
    public static async Task<long> ReadNumberAsync(this NpgsqlConnection connection, string constant, object?[] parameters, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = Command(connection, constant, parameters);
        return await command.ExecuteScalarAsync(cancellationToken) is { } value and not DBNull
            ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture)
            : 0;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string constant, object?[] parameters)
    {
#pragma warning disable CA2100 // Callers pass constants; values go in as parameters.
        var command = new NpgsqlCommand(constant, connection);
#pragma warning restore CA2100
        foreach (object? value in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        }

        return command;
    }
}
