using Longgang.FirmwareSim.Demo;
using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Tests.Demo;

/// <summary>The real PostgreSQL that the demo starts, kills and starts again.</summary>
public sealed class DemoStoreTests
{
    [Fact]
    public async Task Kill_ThenStartAgain_TakesConnectionsEachTime()
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("lgsim-store-");
        var store = new DemoStore(Path.Combine(work.FullName, "store"), TestPorts.Next());
        await store.WriteAsync(TestContext.Current.CancellationToken);
        using var server = new ChildProcess("postgres", store.Program, store.Arguments, Path.Combine(work.FullName, "postgres.log"), TimeProvider.System)
        {
            HasChildren = true,
        };
        for (int life = 0; life < 3; life++)
        {
            server.Start();
            await ReadyAsync(store, server);
            await server.KillAsync();
            Assert.NotNull(await store.FindProblemAsync(TestContext.Current.CancellationToken));
        }

        server.Start();
        await ReadyAsync(store, server);
        Assert.True(await server.TerminateAsync(TimeSpan.FromSeconds(20)));
        Assert.Equal(0, server.ExitCode);
        work.Delete(recursive: true);
    }

    private static async Task ReadyAsync(DemoStore store, ChildProcess server)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (await store.FindProblemAsync(late.Token) is not null)
        {
            // Throws with its last words when it has ended, as it does when processes of its former life still hold the data.
            server.Check();
            await Task.Yield();
        }
    }
}
