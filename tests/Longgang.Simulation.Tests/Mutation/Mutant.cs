namespace Longgang.Simulation.Tests.Mutation;

/// <summary>A bug that somebody could make.</summary>
/// <param name="Name">What it is, for people and for the switch that turns it on.</param>
/// <param name="File">The source file, from the root of the checkout.</param>
/// <param name="Original">The text that it changes; it stands there once.</param>
/// <param name="Changed">What stands there instead; <c>$on</c> is whether the bug is turned on.</param>
internal sealed record Mutant(string Name, string File, string Original, string Changed)
{
    internal string Apply(string source)
    {
        int at = source.IndexOf(Original, StringComparison.Ordinal);
        Assert.True(at >= 0, $"'{Name}' does not fit any more: {File} has no\n{Original}");
        Assert.True(source.IndexOf(Original, at + 1, StringComparison.Ordinal) < 0, $"'{Name}' fits twice in {File}:\n{Original}");
        return string.Concat(source.AsSpan(0, at), Changed.Replace("$on", $"global::Longgang.Mutations.Is(\"{Name}\")", StringComparison.Ordinal), source.AsSpan(at + Original.Length));
    }
}
