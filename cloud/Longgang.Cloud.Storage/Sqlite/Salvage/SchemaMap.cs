using System.Globalization;
using System.Text;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>
/// Where the trees of a database begin. SQLite has it on the first page and a few behind; a copy lies beside the database (<c>.map</c>), so that a database whose first page is lost
/// can be read all the same. Text: the schema's version, a line for each tree, the CRC-32C of what stands before.
/// </summary>
/// <param name="Version">The schema's version.</param>
/// <param name="Trees">Its tables and indexes.</param>
internal sealed record SchemaMap(int Version, IReadOnlyList<SchemaTree> Trees)
{
    /// <summary>Writes the copy unless it is there already.</summary>
    public void Write(string path)
    {
        string text = ToText();
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return;
        }

        string next = path + ".new";
        File.WriteAllText(next, text);
        File.Move(next, path, overwrite: true);
    }

    /// <summary>Reads the copy; null when there is none that is right.</summary>
    public static SchemaMap? Read(string path)
    {
        if (!File.Exists(path))
        {
            return null;
        }

        string[] lines = File.ReadAllLines(path);
        var trees = new List<SchemaTree>();
        foreach (string line in lines.Skip(1).SkipLast(1))
        {
            if (line.Split(' ') is not [var kind, var root, var name] || !uint.TryParse(root, CultureInfo.InvariantCulture, out uint page))
            {
                return null;
            }

            trees.Add(new SchemaTree(name, page, kind == "table"));
        }

        SchemaMap? map = lines.Length > 1 && int.TryParse(lines[0], CultureInfo.InvariantCulture, out int version) ? new SchemaMap(version, trees) : null;
        return map is not null && map.ToText() == File.ReadAllText(path) ? map : null;
    }

    private string ToText()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"{Version}\n");
        foreach (SchemaTree tree in Trees)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(tree.IsTable ? "table" : "index")} {tree.Root} {tree.Name}\n");
        }

        return text.Append(CultureInfo.InvariantCulture, $"{Crc32C.Compute(Encoding.UTF8.GetBytes(text.ToString())):x8}\n").ToString();
    }
}
