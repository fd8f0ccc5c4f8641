namespace Longgang.TestKit;

/// <summary>
/// Approved files beside the tests. Running a test with <c>LONGGANG_APPROVE=1</c> writes its file anew; the difference is then
/// reviewed like any other change.
/// </summary>
public static class Snapshot
{
    /// <summary>Compares <paramref name="actual"/> with <c>tests/{path}</c>.</summary>
    public static void Match(string path, string actual)
    {
        string file = Repository.PathTo("tests", path);
        if (Environment.GetEnvironmentVariable("LONGGANG_APPROVE") == "1")
        {
            File.WriteAllText(file, actual);
        }

        Assert.True(File.Exists(file), $"tests/{path} does not exist: run the test once with LONGGANG_APPROVE=1 and review the file.");
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
