using System.Diagnostics;
using Longgang.EndToEnd.Tests.Faults.Support;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>The box's disk is really full: a small file system of its own, filled to the last block.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task Disk_FullThenFreed_RefusesByNameAndAcceptsAgainWithinFiveSeconds()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting a tmpfs needs root");
        using var mount = new TemporaryFolder();
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mount.Path);
        try
        {
            await using var site = new FaultSite { Data = mount.PathTo("data") };
            await site.StartBoxAsync(); // no cloud: everything stays on the box
            foreach (TruthfulDevice device in site.Devices)
            {
                Assert.True(await device.PushAsync(200));
            }

            string ballast = mount.PathTo("ballast");
            Fill(ballast);
            TruthfulDevice sensor = site.Devices[^1];
            int before = sensor.AcknowledgedCount;
            while (await sensor.PushAsync(500))
            {
            }

            Assert.Contains("urn:longgang:refusal:box-full", sensor.Refusals.Keys);
            Assert.True(sensor.AcknowledgedCount > before, "what was reserved before the disk was full was not used");
            long accepted = (await site.BoxLaneAsync(1)).GetProperty("accepted").GetInt64();
            FaultSite.Say($"{accepted} records when the disk was full");
            foreach (TruthfulDevice device in site.Devices)
            {
                Assert.False(await device.PushAsync(10) && device.Refusals.Count == 0);
            }

            Assert.False((await site.BoxLaneAsync(1)).GetProperty("faulted").GetBoolean());

            File.Delete(ballast);
            long freed = Stopwatch.GetTimestamp();
            await FaultSite.UntilAsync(() => sensor.PushAsync(500), TimeSpan.FromSeconds(5), () => Task.FromResult($"the box to accept again\n{site.Box!.Output}"));
            FaultSite.Say($"accepts again after {Stopwatch.GetElapsedTime(freed).TotalMilliseconds:F0} ms");

            // A box that restarts on the once full disk has lost nothing, and the cloud gets all of it.
            await site.KillBoxAsync();
            await site.StartCloudAsync();
            await site.StartBoxAsync();
            await site.CountAsync(TimeSpan.FromMinutes(2));
        }
        finally
        {
            Tool.Run("umount", "-l", mount.Path);
        }
    }

    [Fact]
    public async Task Disk_FullAtTheStart_SaysSoAndLosesNothing()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting a tmpfs needs root");
        using var mount = new TemporaryFolder();
        Tool.Run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", mount.Path);
        try
        {
            await using var site = new FaultSite { Data = mount.PathTo("data") };
            await site.StartBoxAsync();
            foreach (TruthfulDevice device in site.Devices)
            {
                Assert.True(await device.PushAsync(200));
            }

            await site.KillBoxAsync();
            string ballast = mount.PathTo("ballast");
            Fill(ballast);
            await site.StartCloudAsync();
            await site.StartBoxAsync();

            // What it had is delivered from a disk without a free block; that makes room, or there is none: refused by name, never acknowledged and lost.
            foreach (TruthfulDevice device in site.Devices)
            {
                _ = await device.PushAsync(50);
            }

            File.Delete(ballast);
            foreach (TruthfulDevice device in site.Devices)
            {
                await FaultSite.UntilAsync(() => device.PushAsync(50), TimeSpan.FromSeconds(5), () => Task.FromResult($"the box to accept again\n{site.Box!.Output}"));
            }

            await site.CountAsync(TimeSpan.FromMinutes(1));
        }
        finally
        {
            Tool.Run("umount", "-l", mount.Path);
        }
    }

    private static void Fill(string path)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var block = new byte[4096];
        try
        {
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // No block is left.
        }
    }
}
