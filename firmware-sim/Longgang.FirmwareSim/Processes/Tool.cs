using System.ComponentModel;
using System.Diagnostics;

namespace Longgang.FirmwareSim.Processes;

/// <summary>A program that does one thing and ends.</summary>
internal static class Tool
{
    /// <exception cref="ProcessFailedException">It is not installed or ended with an error; the message says what it said.</exception>
    public static async Task RunAsync(string file, IReadOnlyList<string> arguments, CancellationToken token)
    {
        var start = new ProcessStartInfo(file, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        try
        {
            using Process process = Process.Start(start) ?? throw new ProcessFailedException($"{file} did not start");
            process.StandardInput.Close();
            Task<string> output = process.StandardOutput.ReadToEndAsync(token);
            string errors = await process.StandardError.ReadToEndAsync(token).ConfigureAwait(false);
            string said = (await output.ConfigureAwait(false) + errors).Trim();
            await process.WaitForExitAsync(token).ConfigureAwait(false);
            if (process.ExitCode != 0)
            {
                throw new ProcessFailedException($"{file} ended with exit code {process.ExitCode}: {said}");
            }
        }
        catch (Win32Exception e)
        {
            throw new ProcessFailedException($"{file} cannot be started: {e.Message}");
        }
    }
}
