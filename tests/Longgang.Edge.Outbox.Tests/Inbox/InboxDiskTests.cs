using System.Diagnostics;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Inbox;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>The disk refuses, is full, or loses what it was given.</summary>
public sealed class InboxDiskTests : IDisposable
{
    private readonly InboxFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("Write", StoreFileException.InputOutput)]
    [InlineData("Sync", StoreFileException.InputOutput)]
    [InlineData("Write", StoreFileException.NoSpace)]
    public async Task Disk_FailsForAWhile_TellsTheTruthAndGoesOn(string kind, int errno)
    {
        var random = new Random(errno);
        SimKind failing = Enum.Parse<SimKind>(kind);
        var disk = new SimulatedDisk { Recording = false };
        int untilFault = int.MaxValue;
        disk.Before = operation =>
        {
            if (operation.Kind == failing && Interlocked.Decrement(ref untilFault) < 0)
            {
                throw new StoreFileException(kind, "simulated", errno);
            }
        };
        var truth = new InboxTruth();
        int faults = 0;
        await using (CommandInbox inbox = await _fixture.OpenAsync(disk))
        {
            int number = 0;
            for (int round = 0; round < 40; round++)
            {
                Volatile.Write(ref untilFault, random.Next(30));
                for (int index = 0; index < 40; index++)
                {
                    string one = $"w0.a{++number % 7}";
                    truth.Begin(one, number);
                    try
                    {
                        await InboxFixture.WriteAsync(inbox, number % 5 == 0
                            ? [InboxFixture.Removal(one), InboxFixture.Removal($"w0.b{number % 7}")]
                            : [InboxFixture.Entry(one, number, random.Next(3000)), InboxFixture.Entry($"w0.b{number % 7}", number)]).WaitAsync(TimeSpan.FromSeconds(10), InboxFixture.Token);
                        truth.Confirm(one, number);
                    }
                    catch (InboxFaultedException)
                    {
                        faults++;
                        Volatile.Write(ref untilFault, int.MaxValue);
                        await TakesAgainAsync(inbox);
                    }
                }
            }

            Volatile.Write(ref untilFault, int.MaxValue);
        }

        Assert.True(faults > 10, $"only {faults} faults were met");
        await using CommandInbox again = await _fixture.OpenAsync(disk);
        Dictionary<string, int> found = InboxFixture.Numbers(again);
        _ = found.Remove("probe");
        truth.Check(found, "after the faults");
    }

    [Fact]
    public async Task Disk_Full_RefusesWholeRemovesAllTheSameAndTakesAgain()
    {
        var disk = new SimulatedDisk { Recording = false };
        bool full = false;
        disk.Before = operation =>
        {
            if (operation.Kind is SimKind.Reserve && Volatile.Read(ref full))
            {
                throw new StoreFileException("fallocate", "simulated", StoreFileException.NoSpace);
            }
        };
        await using CommandInbox inbox = await _fixture.OpenAsync(disk);
        Volatile.Write(ref full, true);
        int written = 0;
        _ = await Assert.ThrowsAsync<InboxFullException>(async () =>
        {
            while (true)
            {
                await InboxFixture.WriteAsync(inbox, InboxFixture.Entry($"e{written}", 1, 100_000));
                written++;
            }
        });
        for (int removed = 0; removed < written; removed++)
        {
            await InboxFixture.WriteAsync(inbox, InboxFixture.Removal($"e{removed}"));
        }

        Volatile.Write(ref full, false);
        await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("after", 1, 100_000));
        await inbox.DisposeAsync();
        await using CommandInbox again = await _fixture.OpenAsync(disk);
        Assert.Equal(["after"], again.Recovered.Select(static entry => entry.Key));
    }

    [Fact]
    public async Task Disk_ReallyFull_RefusesThenTakesAgainWithinFiveSeconds()
    {
        Assert.SkipUnless(Environment.UserName == "root", "mounting a tmpfs needs root");
        string mount = Directory.CreateDirectory(_fixture.Folder).FullName;
        Run("mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", mount);
        try
        {
            string ballast = Path.Combine(mount, "ballast");
            int written = 0;
            await using (CommandInbox inbox = await _fixture.OpenAsync())
            {
                await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("first", 1));
                Fill(ballast);
                InboxFullException? full = null;
                while (full is null)
                {
                    try
                    {
                        await InboxFixture.WriteAsync(inbox, InboxFixture.Entry($"e{written}", 1, 100_000));
                        written++;
                    }
                    catch (InboxFullException exception)
                    {
                        full = exception;
                    }
                }

                await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("first", 2)); // no larger than it was
                if (written > 0)
                {
                    await InboxFixture.WriteAsync(inbox, InboxFixture.Removal("e0"));
                }

                File.Delete(ballast);
                long freed = Stopwatch.GetTimestamp();
                await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("after", 1, 100_000));
                Assert.True(Stopwatch.GetElapsedTime(freed) < TimeSpan.FromSeconds(5));
            }

            await using CommandInbox again = await _fixture.OpenAsync();
            Dictionary<string, int> found = InboxFixture.Numbers(again);
            Assert.Equal((2, 1), (found["first"], found["after"]));
            Assert.Equal(Math.Max(0, written - 1) + 2, found.Count);
            Assert.Null(again.Damage);
        }
        finally
        {
            Run("umount", mount);
        }
    }

    private static async Task TakesAgainAsync(CommandInbox inbox) => await LaneFixture.UntilAsync(
        () =>
        {
            Task probe = InboxFixture.WriteAsync(inbox, InboxFixture.Entry("probe", 1));
            ((IAsyncResult)probe).AsyncWaitHandle.WaitOne();
            return probe.IsCompletedSuccessfully;
        },
        "the inbox to take entries again");

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
