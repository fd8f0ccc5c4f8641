using Longgang.Edge.Outbox.Tests.Inbox;
using Longgang.Edge.Outbox.Tests.Kill;

namespace Longgang.Edge.Outbox.Tests;

/// <summary>Runs the tests, or, when a test asks for it, the process that the test kills.</summary>
internal static class Program
{
    internal static Task<int> Main(string[] args)
    {
        if (args.Length > 0 && args[0] == LaneChild.Argument)
        {
            return LaneChild.RunAsync(args[1..]);
        }

        if (args.Length > 0 && args[0] == InboxChild.Argument)
        {
            return InboxChild.RunAsync(args[1..]);
        }

        return args.Any(static arg => arg is "--server" or "--internal-msbuild-node")
            ? Xunit.MicrosoftTestingPlatform.TestPlatformTestFramework.RunAsync(args, SelfRegisteredExtensions.AddSelfRegisteredExtensions)
            : Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
    }
}
