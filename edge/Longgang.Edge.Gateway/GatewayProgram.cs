using Longgang.Edge.Devices.Hosting;
using Longgang.Edge.Gateway.Configuration;

namespace Longgang.Edge.Gateway;

/// <summary>From arguments to exit code.</summary>
public static class GatewayProgram
{
    /// <summary>Runs the gateway until it is told to stop or cannot go on.</summary>
    /// <param name="arguments">Command line.</param>
    /// <param name="output">Where <c>--version</c> goes.</param>
    /// <param name="errors">Where configuration errors go, one a line.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, TextWriter output, TextWriter errors)
    {
        if (arguments is ["--version"])
        {
            await output.WriteLineAsync($"Longgang.Edge.Gateway {ProgramVersion.Text}").ConfigureAwait(false);
            return ExitCode.Ok;
        }

        GatewayConfiguration? configuration = GatewayConfiguration.Load(arguments, out string? error);
        if (configuration is null)
        {
            await errors.WriteLineAsync(error).ConfigureAwait(false);
            return ExitCode.Configuration;
        }

        var reader = new ConfigurationReader(configuration.Root, configuration.BaseDirectory);
        GatewayOptions? options = GatewayOptionsReader.Read(reader);
        IReadOnlyList<ConfigurationError> foreign = ForeignOptionsCheck.Run(configuration.WithFullPaths(), reader);
        if (options is null || foreign.Count > 0)
        {
            foreach (ConfigurationError wrong in reader.Errors.Concat(foreign).DistinctBy(e => (e.Key, e.Problem)))
            {
                await errors.WriteLineAsync(wrong.ToString()).ConfigureAwait(false);
            }

            return ExitCode.Configuration;
        }

        InlineSockets.Use();
        return await new GatewayHost(options, configuration.WithFullPaths(), reader.Effective, TimeProvider.System).RunAsync().ConfigureAwait(false);
    }
}
