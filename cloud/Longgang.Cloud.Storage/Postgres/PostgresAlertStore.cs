using System.Globalization;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Storage.Books;
using Longgang.Cloud.Storage.Postgres.Reading;
using Longgang.Cloud.Storage.Postgres.Writing;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <inheritdoc cref="IAlertStore"/>
public sealed class PostgresAlertStore(PostgresDatabase database, IEnumerable<IAlertChangeListener> listeners, TimeProvider time) : IAlertStore
{
    private const string Changes =
        "SELECT c.change, c.what, c.at_us, c.by_whom, c.comment, encode(a.alert, 'hex'), a.id, a.category, c.severity, c.state, c.count, c.device, c.epoch, c.seq, "
        + "c.area, g.name, c.masked, c.reasons, c.temperature, a.raised_us, c.assignee, c.at_us, c.detail, "
        + "a.monotonic_us, a.quality, a.received_us, " + ClockSql.Line + " "
        + "FROM alert_changes c JOIN alerts a ON a.id = c.alert JOIN gateways g ON g.id = a.gateway " + ClockSql.CorrectionOfAlert;

    private const string Alerts =
        "SELECT 0::bigint, 0, 0::bigint, '', NULL, encode(a.alert, 'hex'), a.id, a.category, a.severity, a.state, a.count, a.device, a.epoch, a.seq, "
        + "a.area, g.name, a.masked, a.reasons, a.temperature, a.raised_us, a.assignee, a.changed_us, a.detail, "
        + "a.monotonic_us, a.quality, a.received_us, " + ClockSql.Line + " "
        + "FROM alerts a JOIN gateways g ON g.id = a.gateway " + ClockSql.CorrectionOfAlert
        + "WHERE a.id < $1 AND ($2::int IS NULL OR a.state = $2) AND ($3::int IS NULL OR a.category = $3) AND ($4::text IS NULL OR a.area >= $4 AND a.area < $4 || ':') "
        + "ORDER BY a.id DESC LIMIT $5";

    private const string Apply =
        "WITH number AS (UPDATE counters SET value = value + 1 WHERE name = 'alert_changes' RETURNING value), "
        + "a AS (UPDATE alerts SET state = $2, assignee = coalesce($3::text, assignee), changed_us = $4 WHERE id = $1 RETURNING *) "
        + "INSERT INTO alert_changes (change, alert, what, at_us, by_whom, comment, state, severity, count, device, epoch, seq, area, masked, reasons, temperature, assignee, detail) "
        + "SELECT number.value, a.id, $5, $4, $6, $7::text, a.state, a.severity, a.count, a.device, a.epoch, a.seq, a.area, a.masked, a.reasons, a.temperature, a.assignee, a.detail "
        + "FROM number, a RETURNING change";

    /// <inheritdoc/>
    public async Task<AlertCommandResult> ApplyAsync(string alertId, AlertCommand command, CancellationToken cancellationToken)
    {
        if (!TryParseId(alertId, out byte[] id))
        {
            return AlertCommandResult.Unknown;
        }

        AlertCommandResult result = await database.TransactAsync(connection => ApplyAsync(connection, id, command), cancellationToken);
        if (result.Change is { } change)
        {
            foreach (IAlertChangeListener listener in listeners)
            {
                listener.OnCommitted(change.Number);
            }
        }

        return result;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AlertSnapshot>> ListAsync(AlertQuery query, CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(
            Alerts, Snapshot, [query.Before ?? long.MaxValue, (int?)query.State, (int?)query.Category, query.Area?.Code, query.Limit], cancellationToken),
        cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AlertChange>> ReadHistoryAsync(string alertId, CancellationToken cancellationToken) =>
        TryParseId(alertId, out byte[] id)
            ? await database.UseAsync(connection => connection.ReadAllAsync(Changes + "WHERE a.alert = $1 ORDER BY c.change", Change, [id], cancellationToken), cancellationToken)
            : [];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<AlertChange>> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken) => await database.UseAsync(
        connection => connection.ReadAllAsync(Changes + "WHERE c.change > $1 ORDER BY c.change LIMIT $2", Change, [after, limit], cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> ReadLastChangeAsync(CancellationToken cancellationToken) =>
        database.UseAsync(connection => connection.ReadNumberAsync("SELECT max(change) FROM alert_changes", [], cancellationToken), cancellationToken);

    /// <inheritdoc/>
    public Task<long> CountOpenAsync(CancellationToken cancellationToken) =>
        database.UseAsync(connection => connection.ReadNumberAsync("SELECT count(*) FROM alerts WHERE state IN (1, 2, 3)", [], cancellationToken), cancellationToken);

    /// <summary>Not cancelled once begun: whether it was applied must not be left open.</summary>
    private async Task<AlertCommandResult> ApplyAsync(NpgsqlConnection connection, byte[] id, AlertCommand command)
    {
        await connection.ReadNumberAsync(AlertSql.Lock, [], CancellationToken.None);
        List<(long Id, AlertState State)> found = await connection.ReadAllAsync(
            "SELECT id, state FROM alerts WHERE alert = $1", row => (row.GetInt64(0), (AlertState)row.GetInt32(1)), [id], CancellationToken.None);
        if (found.Count == 0)
        {
            return AlertCommandResult.Unknown;
        }

        AlertDecision decision = AlertLifeCycle.Decide(found[0].State, command);
        if (decision.Next is not { } next)
        {
            return new AlertCommandResult(null, decision.Refusal);
        }

        long change = await connection.ReadNumberAsync(
            Apply,
            [
                found[0].Id,
                (int)next,
                command.Kind == AlertChangeKind.Assigned ? command.Assignee : null,
                PostgresTime.ToUs(time.GetUtcNow()),
                (int)command.Kind,
                command.By,
                command.Comment,
            ],
            CancellationToken.None);
        await connection.RunAsync(AlertSql.Notify, [change.ToString(CultureInfo.InvariantCulture)], CancellationToken.None);
        return new AlertCommandResult((await connection.ReadAllAsync(Changes + "WHERE c.change = $1", Change, [change], CancellationToken.None))[0], null);
    }

    private static bool TryParseId(string text, out byte[] id)
    {
        id = new byte[16];
        return text.Length == 32 && Convert.FromHexString(text, id, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static AlertChange Change(NpgsqlDataReader row) => new(
        row.GetInt64(0), (AlertChangeKind)row.GetInt32(1), row.Time(2), row.GetString(3), row.TextOrNull(4), Snapshot(row));

    private static AlertSnapshot Snapshot(NpgsqlDataReader row) => new()
    {
        Id = row.GetString(5),
        Number = row.GetInt64(6),
        Category = (AlertCategory)row.GetInt32(7),
        Severity = (Severity)row.GetInt32(8),
        State = (AlertState)row.GetInt32(9),
        Count = row.GetInt64(10),
        Device = row.GetString(11),
        Epoch = row.GetInt64(12),
        Sequence = row.GetInt64(13),
        Area = row.GetString(14),
        Gateway = row.GetString(15),
        Masked = row.GetString(16),
        Reasons = ReasonList.Parse(row.TextOrNull(17)),
        TemperatureCentiCelsius = row.GetInt32(18),
        Raised = row.TrueTime(19, 23, 26),
        BoxTime = row.Time(19),
        Detail = row.GetString(22),
        Assignee = row.TextOrNull(20),
        ChangedAt = row.Time(21),
    };
}
