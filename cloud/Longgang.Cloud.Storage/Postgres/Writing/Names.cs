using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>
/// The numbers of everything that has a name. New names are written before the transaction that needs them and on their own, so that a number that
/// stands here stands in the database for ever. Sorted, so that replicas that write the same names do not wait for each other crosswise.
/// </summary>
internal sealed class Names
{
    private readonly Dictionary<string, int> _gateways = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _policies = new(StringComparer.Ordinal);
    private readonly Dictionary<UInt128, int> _boots = [];
    private readonly Dictionary<string, DeviceName> _devices = new(StringComparer.Ordinal);
    private readonly Dictionary<(UInt128 Outbox, Lane Lane), OutboxName> _outboxes = [];

    public int Gateway(string name) => _gateways[name];

    public int Policy(string name) => _policies[name];

    public int Boot(ReadOnlySpan<byte> boot) => _boots[BatchIdentity.OutboxOf(boot)];

    public DeviceName Device(string name) => _devices[name];

    public OutboxName Outbox(UInt128 outbox, Lane lane) => _outboxes[(outbox, lane)];

    /// <summary>Learns every name of a group.</summary>
    public async Task LearnAsync(NpgsqlConnection connection, IReadOnlyList<IngestItem> items, long nowUs, CancellationToken cancellationToken)
    {
        await LearnGatewaysAsync(connection, items.Select(item => item.Gateway), nowUs, cancellationToken);
        var missing = new MissingNames();
        foreach (IngestItem item in items)
        {
            int gateway = _gateways[item.Gateway];
            if (item is IngestItem.Readable readable)
            {
                Look(readable.Batch, gateway, missing);
            }
            else if (item is IngestItem.Unreadable { Identity: { } identity })
            {
                Look(identity.Outbox, identity.Lane, gateway, missing);
            }
        }

        if (!missing.IsEmpty)
        {
            await LearnAsync(connection, missing, cancellationToken);
        }
    }

    /// <summary>Learns gateways.</summary>
    public async Task LearnGatewaysAsync(NpgsqlConnection connection, IEnumerable<string> names, long nowUs, CancellationToken cancellationToken)
    {
        string[] missing = [.. names.Where(name => !_gateways.ContainsKey(name)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        if (missing.Length == 0)
        {
            return;
        }

        await using var batch = new NpgsqlBatch(connection);
        batch.Add("INSERT INTO gateways (name, last_seen_us) SELECT name, $2 FROM unnest($1) AS n (name) ON CONFLICT (name) DO NOTHING", missing, nowUs)
            .Add("INSERT INTO gateway_books (gateway) SELECT id FROM gateways WHERE name = ANY ($1) ORDER BY id ON CONFLICT DO NOTHING", (object)missing)
            .Add("SELECT name, id FROM gateways WHERE name = ANY ($1)", (object)missing);
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            _gateways[rows.GetString(0)] = rows.GetInt32(1);
        }
    }

    /// <summary>Learns one outbox that a status names.</summary>
    public async Task LearnOutboxAsync(NpgsqlConnection connection, UInt128 outbox, Lane lane, int gateway, CancellationToken cancellationToken)
    {
        var missing = new MissingNames();
        Look(outbox, lane, gateway, missing);
        if (!missing.IsEmpty)
        {
            await LearnAsync(connection, missing, cancellationToken);
        }
    }

    private void Look(Batch batch, int gateway, MissingNames missing)
    {
        Look(BatchIdentity.OutboxOf(batch.OutboxId.Span), batch.Lane, gateway, missing);
        UInt128 boot = BatchIdentity.OutboxOf(batch.BootId.Span);
        if (!_boots.ContainsKey(boot))
        {
            missing.Boots.Add(boot);
        }

        foreach (Event item in batch.Events)
        {
            if (item.BodyCase is Event.BodyOneofCase.Scan or Event.BodyOneofCase.Reading or Event.BodyOneofCase.State && !_devices.ContainsKey(item.Device))
            {
                missing.Devices.TryAdd(item.Device, gateway);
            }

            if (item.BodyCase == Event.BodyOneofCase.Scan && item.Scan.Policy.Length > 0 && !_policies.ContainsKey(item.Scan.Policy))
            {
                missing.Policies.Add(item.Scan.Policy);
            }

            // Zeros are no outbox: its identity is lost.
            if (item.BodyCase == Event.BodyOneofCase.Ledger && BatchIdentity.OutboxOf(item.Ledger.OutboxId.Span) is var about && about != UInt128.Zero)
            {
                Look(about, item.Ledger.Lane, gateway, missing);
            }
        }
    }

    private void Look(UInt128 outbox, Lane lane, int gateway, MissingNames missing)
    {
        if (!_outboxes.ContainsKey((outbox, lane)))
        {
            missing.Outboxes.TryAdd((outbox, lane), gateway);
        }
    }

    private async Task LearnAsync(NpgsqlConnection connection, MissingNames missing, CancellationToken cancellationToken)
    {
        // One implicit transaction: the locks of all four kinds are taken in the same order by everybody.
        await using var batch = new NpgsqlBatch(connection);
        missing.AddTo(batch);
        await using NpgsqlDataReader rows = await batch.ExecuteReaderAsync(cancellationToken);
        do
        {
            while (await rows.ReadAsync(cancellationToken))
            {
                Keep(rows);
            }
        }
        while (await rows.NextResultAsync(cancellationToken));
    }

    private void Keep(NpgsqlDataReader row)
    {
        switch (row.GetString(0))
        {
            case "boot":
                _boots[BatchIdentity.OutboxOf(row.GetFieldValue<byte[]>(2))] = row.GetInt32(1);
                break;
            case "policy":
                _policies[row.GetString(2)] = row.GetInt32(1);
                break;
            case "device":
                _devices[row.GetString(2)] = new DeviceName(row.GetInt32(1), row.GetInt32(3));
                break;
            default:
                _outboxes[(BatchIdentity.OutboxOf(row.GetFieldValue<byte[]>(2)), (Lane)row.GetInt16(4))] = new OutboxName(row.GetInt32(1), row.GetInt32(3));
                break;
        }
    }
}
