using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>Names that have no number yet, sorted.</summary>
internal sealed class MissingNames
{
    public SortedSet<UInt128> Boots { get; } = [];

    public SortedSet<string> Policies { get; } = new(StringComparer.Ordinal);

    /// <summary>Devices, and the gateway that becomes their home unless another one was faster.</summary>
    public SortedDictionary<string, int> Devices { get; } = new(StringComparer.Ordinal);

    /// <summary>Outboxes, and the gateway that they belong to unless another one was faster.</summary>
    public SortedDictionary<(UInt128 Outbox, Lane Lane), int> Outboxes { get; } = [];

    public bool IsEmpty => Boots.Count + Policies.Count + Devices.Count + Outboxes.Count == 0;

    /// <summary>Adds the statements that give them numbers, and those that read the numbers.</summary>
    public void AddTo(NpgsqlBatch batch)
    {
        if (Boots.Count > 0)
        {
            byte[][] boots = [.. Boots.Select(BatchIdentity.OutboxBytes)];
            batch.Add("INSERT INTO boots (boot) SELECT * FROM unnest($1) ON CONFLICT (boot) DO NOTHING", (object)boots)
                .Add("SELECT 'boot', id, boot FROM boots WHERE boot = ANY ($1)", (object)boots);
        }

        if (Policies.Count > 0)
        {
            string[] policies = [.. Policies];
            batch.Add("INSERT INTO policies (name) SELECT * FROM unnest($1) ON CONFLICT (name) DO NOTHING", (object)policies)
                .Add("SELECT 'policy', id, name FROM policies WHERE name = ANY ($1)", (object)policies);
        }

        if (Devices.Count > 0)
        {
            string[] devices = [.. Devices.Keys];
            int[] homes = [.. Devices.Values];
            batch.Add("INSERT INTO devices (name, home, gateway) SELECT name, home, home FROM unnest($1, $2) AS n (name, home) ON CONFLICT (name) DO NOTHING", devices, homes)
                .Add("SELECT 'device', id, name, home FROM devices WHERE name = ANY ($1)", (object)devices);
        }

        if (Outboxes.Count > 0)
        {
            byte[][] outboxes = [.. Outboxes.Keys.Select(key => BatchIdentity.OutboxBytes(key.Outbox))];
            short[] lanes = [.. Outboxes.Keys.Select(key => (short)key.Lane)];
            int[] gateways = [.. Outboxes.Values];
            batch.Add("INSERT INTO outboxes (outbox, lane, gateway) SELECT * FROM unnest($1, $2, $3) ON CONFLICT (outbox, lane) DO NOTHING", outboxes, lanes, gateways)
                .Add("SELECT 'outbox', o.id, o.outbox, o.gateway, o.lane FROM unnest($1, $2) AS n (outbox, lane) JOIN outboxes o USING (outbox, lane)", outboxes, lanes);
        }
    }
}
