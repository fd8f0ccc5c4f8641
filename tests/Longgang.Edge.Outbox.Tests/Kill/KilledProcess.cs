using System.Diagnostics;

namespace Longgang.Edge.Outbox.Tests.Kill;

/// <summary>This executable, run again as the process that a test kills.</summary>
internal static class KilledProcess
{
    /// <summary>Runs it until it ends or is killed.</summary>
    /// <param name="arguments">What it is to do.</param>
    /// <param name="hear">Gets every line that it says.</param>
    /// <param name="lines">After so many lines its remaining life begins; 0: at once.</param>
    /// <param name="life">How long it lives then; null: until it ends by itself.</param>
    internal static async Task<int> RunAsync(IEnumerable<string> arguments, Action<string> hear, int lines, TimeSpan? life)
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        var start = new ProcessStartInfo(Environment.ProcessPath!, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_TieredPGO"] = "0";
        using Process child = Process.Start(start)!;
        Task<string> errors = child.StandardError.ReadToEndAsync(cancellationToken);
        var killing = new List<Task>();
        if (lines == 0)
        {
            killing.Add(KillAsync());
        }

        // A line is shorter than PIPE_BUF, so the kernel writes it whole or not at all.
        while (await child.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (--lines == 0)
            {
                killing.Add(KillAsync());
            }

            hear(line);
        }

        await child.WaitForExitAsync(cancellationToken);
        await Task.WhenAll(killing);
        Assert.Equal("", await errors);
        return child.ExitCode;

        async Task KillAsync()
        {
            if (life is { } span)
            {
                await Task.Delay(span, TimeProvider.System, cancellationToken);
                child.Kill();
            }
        }
    }
}
