namespace Longgang.FirmwareSim.Places;

/// <summary>The real streets and communities of Longgang, in the order of their codes.</summary>
public static class Communities
{
    private static readonly Lazy<IReadOnlyList<Community>> _all = new(Load);

    public static IReadOnlyList<Community> All => _all.Value;

    private static List<Community> Load()
    {
        using Stream stream = typeof(Communities).Assembly.GetManifestResourceStream("longgang-communities.csv")
            ?? throw new InvalidOperationException("longgang-communities.csv is not embedded");
        using var reader = new StreamReader(stream);
        reader.ReadLine();
        var communities = new List<Community>();
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            string[] cells = line.Split(',');
            communities.Add(new Community(cells[2], cells[3], cells[1]));
        }

        return communities;
    }
}
