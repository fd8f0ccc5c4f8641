using System.Diagnostics;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Tests.Faults;

/// <summary>A real file system that is really full. Mounting needs root; without it the simulated disk above is what is left.</summary>
public sealed class TmpfsTests
{
    [Fact]
    public async Task Disk_ReallyFull_LaneRefusesThenTakesAgainWithinFiveSeconds()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting a tmpfs needs root");
        using var fixture = new LaneFixture();
        string mount = Directory.CreateDirectory(Path.Combine(fixture.Directory, "lane")).FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", mount);
        try
        {
            var kept = new List<ulong>();
            string ballast = Path.Combine(mount, "ballast");
            await using (OutboxLane lane = await fixture.OpenAsync(static options => options with { CheckpointPages = 64 }))
            {
                kept.AddRange(await LaneFixture.AppendAsync(lane, "d", 1, 1000));
                Fill(ballast);
                ulong sequence = 1001;
                LaneFullException? full = null;
                while (full is null)
                {
                    try
                    {
                        kept.AddRange(await LaneFixture.AppendAsync(lane, "d", sequence, 1000));
                        sequence += 1000;
                    }
                    catch (LaneFullException exception)
                    {
                        full = exception;
                    }
                }

                ulong accepted = lane.Snapshot.Accepted;
                Assert.False(lane.Snapshot.Faulted);
                File.Delete(ballast);
                await LaneFixture.UntilAsync(() => TryAppend(lane, accepted + 1).Result, "the lane to take events again", 5);
            }

            await using OutboxLane again = await fixture.OpenAsync(static options => options with { CheckpointPages = 64 });
            Assert.True(again.Snapshot.Accepted >= (ulong)kept.Count);
            Assert.Equal((long)again.Snapshot.Accepted, (await LaneFixture.ReadAllAsync(again)).Sum(static batch => (long)batch.Count));
        }
        finally
        {
            Run("umount", mount);
        }
    }

    private static async Task<bool> TryAppend(OutboxLane lane, ulong sequence)
    {
        try
        {
            _ = await lane.AppendAsync(LaneFixture.Scan("d", sequence), LaneFixture.Token);
            return true;
        }
        catch (LaneFullException)
        {
            return false;
        }
    }

    private static void Fill(string path)
    {
        using var file = new PosixFile(path);
        var chunk = new byte[4096];
        try
        {
            for (long position = 0; ; position += chunk.Length)
            {
                file.Write(position, chunk);
            }
        }
        catch (StoreFileException full)
        {
            Assert.True(full.IsDiskFull);
        }
    }

    private static void Run(string command, params string[] arguments)
    {
        using Process process = Process.Start(command, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
