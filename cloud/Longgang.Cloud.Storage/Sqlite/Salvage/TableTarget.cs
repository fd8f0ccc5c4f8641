using System.Globalization;
using Longgang.Cloud.Storage.Sqlite.Reading;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Microsoft.Data.Sqlite;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Puts rows as they lie in one database into a table of another.</summary>
internal sealed class TableTarget : IDisposable
{
    private readonly SqliteConnection _database;
    private readonly string _table;
    private readonly string[] _columns;
    private readonly int _rowid; // the column that has the rowid, or -1
    private readonly Dictionary<int, SqliteStatement> _inserts = [];

    public TableTarget(SqliteConnection database, string table)
    {
        _database = database;
        _table = table;
        bool withoutRowid = database.ReadNumber("SELECT wr FROM pragma_table_list WHERE schema = 'main' AND name = ?1", table) != 0;
        List<(string Name, long Key, string Type)> columns = database.ReadAll(
            "SELECT name, pk, type FROM pragma_table_info(?1) ORDER BY cid", row => (row.GetString(0), row.GetInt64(1), row.GetString(2)), table);

        // A table without rowids lies in the order of its key.
        _columns = [.. (withoutRowid ? columns.Where(static column => column.Key > 0).OrderBy(static column => column.Key).Concat(columns.Where(static column => column.Key == 0)) : columns)
            .Select(static column => column.Name)];
        HasRowid = !withoutRowid;
        _rowid = withoutRowid ? -1 : columns.FindIndex(static column => column.Key > 0 && column.Type == "INTEGER");
        Widths.Add(_columns.Length);
    }

    /// <summary>Whether its rows have rowids.</summary>
    public bool HasRowid { get; }

    /// <summary>How many columns rows have: older ones lack those that were added.</summary>
    public HashSet<int> Widths { get; } = [];

    /// <summary>The names of the columns, as SQL has them.</summary>
    public string Columns => string.Join(", ", _columns.Select(static name => $"\"{name}\""));

    /// <summary>Rows that were put in.</summary>
    public long Rows { get; private set; }

    /// <summary>Puts a row in that has its rowid in its column.</summary>
    public void Insert(object?[] values) => Insert(_rowid < 0 ? 0 : (long)values[_rowid]!, values);

    /// <summary>Puts a row in.</summary>
    /// <param name="rowid">Its rowid, for a table that has them.</param>
    /// <param name="values">Its columns as they lie; those that are missing at the end get their defaults.</param>
    public void Insert(long rowid, object?[] values)
    {
        if (!_inserts.TryGetValue(values.Length, out SqliteStatement? insert))
        {
            IEnumerable<string> names = _columns.Take(values.Length).Select(static name => $"\"{name}\"");
            IEnumerable<string> numbers = Enumerable.Range(1, values.Length).Select(static i => string.Create(CultureInfo.InvariantCulture, $"?{i}"));
            insert = new SqliteStatement(_database.Handle!, $"INSERT OR IGNORE INTO \"{_table}\" ({string.Join(", ", names)}) VALUES ({string.Join(", ", numbers)})");
            _inserts.Add(values.Length, insert);
            Widths.Add(values.Length);
        }

        for (int i = 0; i < values.Length; i++)
        {
            _ = (i == _rowid ? rowid : values[i]) switch
            {
                long number => insert.Bind(i + 1, number),
                double real => insert.BindReal(i + 1, real),
                string text => insert.Bind(i + 1, text),
                byte[] blob => insert.Bind(i + 1, blob),
                _ => insert.BindNull(i + 1),
            };
        }

        Rows += insert.Run();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (SqliteStatement insert in _inserts.Values)
        {
            insert.Dispose();
        }
    }
}
