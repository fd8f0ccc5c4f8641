namespace Longgang.TestKit;

/// <summary>The checkout that the tests run from.</summary>
public static class Repository
{
    /// <summary>Folder of <c>Longgang.Edge.sln</c>, found upwards from the test's own folder.</summary>
    public static string Root { get; } = Find();

    /// <summary>A path below <see cref="Root"/>.</summary>
    public static string PathTo(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Longgang.Edge.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"No Longgang.Edge.sln above {AppContext.BaseDirectory}.");
    }
}
