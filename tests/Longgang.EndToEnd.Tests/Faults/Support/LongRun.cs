namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>Whether there is time for the big rounds: <c>deploy/test.sh --long</c>.</summary>
internal static class LongRun
{
    internal static bool Is => Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1";
}
