using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Inbox;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Inbox;

public sealed class CommandInboxTests : IDisposable
{
    private readonly InboxFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Open_AfterWritesReplacementsAndRemovals_RecoversTheLastOfEach()
    {
        await using (CommandInbox inbox = await _fixture.OpenAsync())
        {
            Assert.Empty(inbox.Recovered);
            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("a", 1), InboxFixture.Entry("b", 1, 5000), InboxFixture.Entry("c", 1, CommandInbox.MaxContentBytes));
            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("a", 2, 100_000), InboxFixture.Removal("b"));
            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("b", 3));
            await InboxFixture.WriteAsync(inbox, InboxFixture.Removal("c"), InboxFixture.Removal("never-there"));
        }

        await using CommandInbox again = await _fixture.OpenAsync();
        Assert.Equal(new Dictionary<string, int> { ["a"] = 2, ["b"] = 3 }, InboxFixture.Numbers(again));
        Assert.Null(again.Damage);
        Assert.True(again.FileBytes > 0);
    }

    [Fact]
    public async Task Write_ManyAtOnce_ShareOneSyncAndKeepTheirOrder()
    {
        var disk = new SimulatedDisk { Recording = false };
        using var hold = new ManualResetEventSlim(true);
        using var held = new ManualResetEventSlim(false);
        int syncs = 0;
        disk.Before = operation =>
        {
            if (operation.Kind == SimKind.Sync)
            {
                held.Set();
                hold.Wait();
                _ = Interlocked.Increment(ref syncs);
            }
        };
        await using CommandInbox inbox = await _fixture.OpenAsync(disk, static options => options with { CheckpointPages = 2048 });
        await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("k", 1));
        hold.Reset();
        held.Reset();
        Task first = InboxFixture.WriteAsync(inbox, InboxFixture.Entry("k", 2));
        held.Wait(InboxFixture.Token);
        int before = Volatile.Read(ref syncs);
        Task[] others = [.. Enumerable.Range(0, 200).Select(index => InboxFixture.WriteAsync(inbox, index % 2 == 0 ? InboxFixture.Entry($"e{index}", 1) : InboxFixture.Entry("k", 2 + index)))];
        Assert.DoesNotContain(others, static task => task.IsCompleted);
        hold.Set();
        await Task.WhenAll([first, .. others]);

        Assert.Equal(2, Volatile.Read(ref syncs) - before); // the first one's, and one for all the others
        await inbox.DisposeAsync();
        await using CommandInbox again = await _fixture.OpenAsync(disk);
        Dictionary<string, int> found = InboxFixture.Numbers(again);
        Assert.Equal(101, found.Count);
        Assert.Equal(201, found["k"]);
    }

    [Fact]
    public async Task Write_WhatIsNoEntry_IsRefusedByNameAndNothingIsWritten()
    {
        await using CommandInbox inbox = await _fixture.OpenAsync();
        InboxEntry[][] wrong =
        [
            [InboxFixture.Entry("", 1)],
            [InboxFixture.Entry(new string('k', 101), 1)],
            [InboxFixture.Entry("kö", 1)],
            [InboxFixture.Entry("good", 1), InboxFixture.Entry("k", 1, CommandInbox.MaxContentBytes + 1)],
            [.. Enumerable.Range(0, 3).Select(static index => InboxFixture.Entry($"k{index}", 1, CommandInbox.MaxContentBytes))],
        ];
        foreach (InboxEntry[] entries in wrong)
        {
            _ = await Assert.ThrowsAsync<ArgumentException>(() => InboxFixture.WriteAsync(inbox, entries));
        }

        await inbox.DisposeAsync();
        await using CommandInbox again = await _fixture.OpenAsync();
        Assert.Empty(again.Recovered);
    }

    [Fact]
    public async Task Write_AtTheBound_IsRefusedWholeAndRemovingMakesRoom()
    {
        const long limit = 16L << 20;
        await using CommandInbox inbox = await _fixture.OpenAsync(new PosixFolder(_fixture.Folder), static options => options with { LimitBytes = limit });
        int written = 0;
        InboxFullException? full = null;
        while (full is null)
        {
            try
            {
                await InboxFixture.WriteAsync(inbox, InboxFixture.Entry($"big{written}", 1, 200_000), InboxFixture.Entry($"small{written}", 1));
                written++;
            }
            catch (InboxFullException exception)
            {
                full = exception;
            }
        }

        Assert.InRange(written, 10, 80);
        Assert.True(inbox.FileBytes <= limit, $"{inbox.FileBytes} bytes");
        await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("small0", 2)); // no larger than it was
        for (int round = 0; round < 30; round++)
        {
            // Always possible, and what it frees can be used at once, again and again.
            await InboxFixture.WriteAsync(inbox, InboxFixture.Removal($"big{round % written}"), InboxFixture.Removal($"again{round - 1}"));
            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry($"again{round}", 1, 150_000));
            Assert.True(inbox.FileBytes <= limit, $"{inbox.FileBytes} bytes");
        }

        await inbox.DisposeAsync();
        await using CommandInbox after = await _fixture.OpenAsync();
        Dictionary<string, int> found = InboxFixture.Numbers(after);
        Assert.False(found.ContainsKey($"small{written}") || found.ContainsKey($"big{written}"));
        Assert.Equal(2, found["small0"]);
    }

    [Fact]
    public async Task Dispose_WritesWaiting_AllAreDoneFirst()
    {
        CommandInbox inbox = await _fixture.OpenAsync();
        Task[] writes = [.. Enumerable.Range(0, 500).Select(index => InboxFixture.WriteAsync(inbox, InboxFixture.Entry($"e{index}", 1)))];
        await inbox.DisposeAsync();
        await Task.WhenAll(writes);
        _ = await Assert.ThrowsAsync<ObjectDisposedException>(() => InboxFixture.WriteAsync(inbox, InboxFixture.Entry("late", 1)));

        await using CommandInbox again = await _fixture.OpenAsync();
        Assert.Equal(500, again.Recovered.Count);
    }

    [Fact]
    public async Task Open_FolderInUse_SaysSo()
    {
        await using CommandInbox inbox = await _fixture.OpenAsync();
        StoreFileException refused = await Assert.ThrowsAsync<StoreFileException>(_fixture.OpenAsync);
        Assert.Equal(StoreFileException.WouldBlock, refused.Errno);
    }
}
