using System.Text.Json;

namespace Longgang.FirmwareSim.Tests.StandIns;

/// <summary>Started with <c>--config FILE</c>, as the product's processes are, this program is a stand-in; otherwise it runs the tests.</summary>
public static class EntryPoint
{
    public static int Main(string[] args)
    {
        if (args is ["--config", var file])
        {
            using var config = JsonDocument.Parse(File.ReadAllText(file));
            string folder = Path.GetDirectoryName(file)!;
            return config.RootElement.TryGetProperty("Broker", out _)
                ? CloudStandIn.RunAsync(config.RootElement, folder).GetAwaiter().GetResult()
                : GatewayStandIn.RunAsync(config.RootElement, folder).GetAwaiter().GetResult();
        }

        return args.Contains("--server") || args.Contains("--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(
                args, Longgang.FirmwareSim.Tests.SelfRegisteredExtensions.AddSelfRegisteredExtensions).GetAwaiter().GetResult()
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args).GetAwaiter().GetResult();
    }
}
