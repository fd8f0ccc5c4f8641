using System.Text;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Longgang.Contracts.Wire;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite;

/// <inheritdoc cref="IAlertStore"/>
public sealed class SqliteAlertStore(SqliteWriter writer, SqliteReaders readers) : IAlertStore
{
    private const string Changes =
        "SELECT c.change, c.what, c.at_us, c.by_whom, c.comment, lower(hex(a.alert)), a.id, a.category, c.severity, c.state, c.count, c.device, c.epoch, c.seq, "
        + "c.area, g.name, c.masked, c.reasons, c.temperature, a.raised_us, c.assignee, c.at_us, c.detail, "
        + "a.monotonic_us, a.quality, a.received_us, " + ClockSql.Line + " "
        + "FROM alert_changes c JOIN alerts a ON a.id = c.alert JOIN gateways g ON g.id = a.gateway " + ClockSql.CorrectionOfAlert;

    private const string Alerts =
        "SELECT 0, 0, 0, '', NULL, lower(hex(a.alert)), a.id, a.category, a.severity, a.state, a.count, a.device, a.epoch, a.seq, "
        + "a.area, g.name, a.masked, a.reasons, a.temperature, a.raised_us, a.assignee, a.changed_us, a.detail, "
        + "a.monotonic_us, a.quality, a.received_us, " + ClockSql.Line + " "
        + "FROM alerts a JOIN gateways g ON g.id = a.gateway " + ClockSql.CorrectionOfAlert;

    /// <inheritdoc/>
    public async Task<AlertCommandResult> ApplyAsync(string alertId, AlertCommand command, CancellationToken cancellationToken)
    {
        if (!TryParseId(alertId, out byte[] id))
        {
            return AlertCommandResult.Unknown;
        }

        (long change, string? refusal) = await writer.WriteAsync(session => Apply(session, id, command), cancellationToken);
        if (change == 0)
        {
            return refusal is null ? AlertCommandResult.Unknown : new AlertCommandResult(null, refusal);
        }

        using SqliteConnection connection = readers.Open();
        return new AlertCommandResult(connection.ReadAll(Changes + "WHERE c.change = ?1", Change, change)[0], null);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertSnapshot>> ListAsync(AlertQuery query, CancellationToken cancellationToken)
    {
        var sql = new StringBuilder(Alerts).Append("WHERE a.id < ?1");
        sql.Append(query.State is null ? " AND ?2 IS NULL" : " AND a.state = ?2");
        sql.Append(query.Category is null ? " AND ?3 IS NULL" : " AND a.category = ?3");
        sql.Append(query.Area is null ? " AND ?4 IS NULL" : " AND a.area >= ?4 AND a.area < ?4 || ':'");
        sql.Append(" ORDER BY a.id DESC LIMIT ?5");
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<AlertSnapshot>>(connection.ReadAll(
            sql.ToString(),
            Snapshot,
            query.Before ?? long.MaxValue,
            (long?)query.State,
            (long?)query.Category,
            query.Area?.Code,
            query.Limit));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertChange>> ReadHistoryAsync(string alertId, CancellationToken cancellationToken)
    {
        if (!TryParseId(alertId, out byte[] id))
        {
            return Task.FromResult<IReadOnlyList<AlertChange>>([]);
        }

        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<AlertChange>>(connection.ReadAll(Changes + "WHERE a.alert = ?1 ORDER BY c.change", Change, id));
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<AlertChange>> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult<IReadOnlyList<AlertChange>>(
            connection.ReadAll(Changes + "WHERE c.change > ?1 ORDER BY c.change LIMIT ?2", Change, after, limit));
    }

    /// <inheritdoc/>
    public Task<long> ReadLastChangeAsync(CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult(connection.ReadNumber("SELECT max(change) FROM alert_changes"));
    }

    /// <inheritdoc/>
    public Task<long> CountOpenAsync(CancellationToken cancellationToken)
    {
        using SqliteConnection connection = readers.Open();
        return Task.FromResult(connection.ReadNumber("SELECT count(*) FROM alerts WHERE state IN (1, 2, 3)"));
    }

    private static (long Change, string? Refusal) Apply(WriterSession session, byte[] id, AlertCommand command)
    {
        SqliteStatement find = session.Sql("SELECT id, state FROM alerts WHERE alert = ?1").Bind(1, id);
        if (!find.Step())
        {
            return (0, null);
        }

        long alert = find.Integer(0);
        var state = (AlertState)find.Integer(1);
        find.Reset();
        AlertDecision decision = AlertLifeCycle.Decide(state, command);
        if (decision.Next is not { } next)
        {
            return (0, decision.Refusal);
        }

        session.Alerts.Apply(alert, next, command);
        return (session.Alerts.LastChange, null);
    }

    private static bool TryParseId(string text, out byte[] id)
    {
        id = new byte[16];
        return text.Length == 32 && Convert.FromHexString(text, id, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    private static AlertChange Change(SqliteDataReader row) => new(
        row.GetInt64(0), (AlertChangeKind)row.GetInt32(1), row.Time(2), row.GetString(3), row.TextOrNull(4), Snapshot(row));

    private static AlertSnapshot Snapshot(SqliteDataReader row) => new()
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
