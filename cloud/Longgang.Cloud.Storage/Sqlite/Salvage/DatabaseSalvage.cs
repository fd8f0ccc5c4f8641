using System.Buffers.Binary;
using System.Globalization;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>
/// Makes a new database of everything that can be read in a damaged one, and says what cannot. Rows are copied as they lie; what follows from others is worked out anew
/// (<see cref="LostEvents"/>, <see cref="LostNames"/>).
/// </summary>
internal sealed class DatabaseSalvage(PageSource source, SqliteConnection database)
{
    // How a row is made of what an index has of it: the key and the rowid.
    private static readonly Dictionary<string, string> NameIndexes = new(StringComparer.Ordinal)
    {
        ["sqlite_autoindex_gateways_1"] = "INSERT OR IGNORE INTO gateways (name, id, last_seen_us) VALUES (?1, ?2, 0)",
        ["sqlite_autoindex_boots_1"] = "INSERT OR IGNORE INTO boots (boot, id) VALUES (?1, ?2)",
        ["sqlite_autoindex_policies_1"] = "INSERT OR IGNORE INTO policies (name, id) VALUES (?1, ?2)",
        ["sqlite_autoindex_devices_1"] = "INSERT OR IGNORE INTO devices (name, id, gateway) SELECT ?1, ?2, coalesce("
            + "(SELECT gateway FROM outboxes WHERE id = (SELECT outbox FROM scans WHERE device = ?2 LIMIT 1)), 0) WHERE NOT EXISTS (SELECT 1 FROM devices WHERE id = ?2)",
    };

    private readonly TreeReader _trees = new(source);
    private readonly Dictionary<string, SalvageTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _lostPages = new(StringComparer.Ordinal);
    private readonly List<(string Insert, object? Key, object? Id)> _names = [];
    private long _lastChange;

    /// <summary>Copies and repairs.</summary>
    /// <param name="mapPath">The copy of the schema's map.</param>
    /// <returns>What was lost, a sentence.</returns>
    public string Run(string mapPath)
    {
        if ((ReadSchema() ?? SchemaMap.Read(mapPath)) is not { } map)
        {
            SqliteMigrations.Apply(database);
            return $"{source.Bad.Count} of {source.Count} pages cannot be read, among them the schema and its copy: everything is lost. The ledger begins anew";
        }

        SqliteMigrations.Apply(database, map.Version);
        database.Run("BEGIN");
        try
        {
            foreach (SchemaTree tree in map.Trees)
            {
                Copy(tree);
            }

            Adopt();
        }
        finally
        {
            foreach (SalvageTable table in _tables.Values)
            {
                table.Target.Dispose();
            }
        }

        database.Run("COMMIT");
        SqliteMigrations.Apply(database);
        database.Run("BEGIN");
        AlertNumbers.GoOnAfter(database, _lastChange);
        AnnouncementNumbers.GoOn(database, _tables.Values.Any(static table => table.Gaps.Count > 0));
        _names.ForEach(name => database.Run(name.Insert, name.Key, name.Id));
        string names = LostNames.Fill(database);
        long events = new LostEvents(database).Name(name => _tables.TryGetValue(name, out SalvageTable? table) ? table.Gaps : []);
        database.Run("DELETE FROM device_scans");
        database.Run("INSERT INTO device_scans (device, id) SELECT device, id FROM scans ORDER BY device, id");
        database.Run("INSERT INTO marks (name, value) SELECT 'indexed', coalesce(max(id), 0) FROM scans WHERE true ON CONFLICT (name) DO UPDATE SET value = excluded.value");
        database.Run("COMMIT");
        return Tell(events, names);
    }

    private SchemaMap? ReadSchema()
    {
        var trees = new List<SchemaTree>();
        List<Gap> gaps = _trees.Walk(1, (_, columns) => trees.Add(new SchemaTree((string)columns[1]!, (uint)(columns[3] as long? ?? 0), (string)columns[0]! == "table")));
        return gaps.Count > 0 ? null : new SchemaMap(BinaryPrimitives.ReadInt32BigEndian(source.Read(1).AsSpan(60)), trees);
    }

    private void Copy(SchemaTree tree)
    {
        if (!tree.IsTable)
        {
            // Its rows follow from the table's; walked so that its pages are known, and because it has the names of rows that are lost.
            string? restore = NameIndexes.GetValueOrDefault(tree.Name);
            _trees.Walk(tree.Root, (_, columns) =>
            {
                if (restore is not null)
                {
                    _names.Add((restore, columns[0], columns[1]));
                }
            });
        }
        else if (tree.Name == "sqlite_sequence")
        {
            _trees.Walk(tree.Root, (_, columns) => _lastChange = Math.Max(_lastChange, columns[1] as long? ?? 0));
        }
        else
        {
            var target = new TableTarget(database, tree.Name);
            var table = new SalvageTable(tree.Name, target, []);
            _tables.Add(tree.Name, table);
            table.Gaps.AddRange(_trees.Walk(tree.Root, target.Insert));
            if (table.Gaps.Count > 0)
            {
                _lostPages.Add(tree.Name, table.Gaps.Count);
            }
        }
    }

    /// <summary>
    /// Pages below one that is lost: no tree leads to them any more. Whose they are is told by the width of their rows and by their rowids; where more than one table could be theirs
    /// they stay lost. Not when a part of the list of free pages is lost, for then such a page may be a free one with old rows.
    /// </summary>
    private void Adopt()
    {
        if (_lostPages.Count == 0 || !_trees.WalkFreeList())
        {
            return;
        }

        for (uint page = 2; page <= source.Count; page++)
        {
            if (!source.IsReadable(page) || _trees.Visited.Contains(page))
            {
                continue;
            }

            var rows = new List<(long Rowid, object?[] Columns)>();
            if (_trees.ReadAlone(page, (rowid, columns) => rows.Add((rowid, columns))) is not { } withRowid || rows.Count == 0)
            {
                continue;
            }

            SalvageTable[] heirs = [.. _tables.Values.Where(table => table.Gaps.Count > 0 && table.Target.HasRowid == withRowid
                && rows.TrueForAll(row => table.Target.Widths.Contains(row.Columns.Length) && (!withRowid || table.Gaps.Exists(gap => row.Rowid > gap.Above && row.Rowid <= gap.UpTo))))];
            if (heirs is [var heir])
            {
                rows.ForEach(row => heir.Target.Insert(row.Rowid, row.Columns));
            }
        }
    }

    private string Tell(long events, string names)
    {
        string tables = _lostPages.Count == 0
            ? "none of them held a row"
            : "rows are lost of " + string.Join(", ", _lostPages.Select(static table => string.Create(CultureInfo.InvariantCulture, $"{table.Key} ({table.Value} {(table.Value == 1 ? "page" : "pages")})")));
        string ledger = events == 0 ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"; the ledger names {events} events as lost");
        return string.Create(CultureInfo.InvariantCulture, $"{source.Bad.Count} of {source.Count} pages cannot be read (the first is {source.Bad.Min}); {tables}{ledger}{names}");
    }
}
