using System.Text;

namespace Longgang.Cloud.Core.Tests.Cap;

/// <summary>The test set, as files beside the test program.</summary>
internal static class CapDocuments
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Cap");

    public static string Schema { get; } = Path.Combine(Folder, "cap-1.2.xsd");

    public static DateTimeOffset Now { get; } = new(2022, 5, 11, 9, 30, 0, TimeSpan.FromHours(8));

    public static IEnumerable<string> Valid => Names("valid");

    public static IEnumerable<string> Invalid => Names("invalid");

    /// <summary>Element, reason, and what a validator that knows only the schema says.</summary>
    public static IReadOnlyDictionary<string, (string Path, string Reason, string Peer)> Expected { get; } =
        File.ReadLines(Path.Combine(Folder, "documents", "invalid", "expected.tsv"))
            .Where(line => !line.StartsWith('#'))
            .Select(line => line.Split('\t'))
            .ToDictionary(row => row[0], row => (row[1], row[2], row[3]));

    public static string PathOf(string kind, string name) => Path.Combine(Folder, "documents", kind, name + ".xml");

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf("valid", name));

    public static string Text(string name) => Encoding.UTF8.GetString(Read(name));

    private static IEnumerable<string> Names(string kind) =>
        Directory.EnumerateFiles(Path.Combine(Folder, "documents", kind), "*.xml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal);
}
