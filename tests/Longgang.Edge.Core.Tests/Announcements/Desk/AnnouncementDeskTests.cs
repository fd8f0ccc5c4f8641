using System.Diagnostics;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using static Longgang.Edge.Core.Tests.Announcements.Player.Orders;

namespace Longgang.Edge.Core.Tests.Announcements.Desk;

/// <summary>The loop around the player: what is done when, and what happens when the disk or the lane say no.</summary>
public sealed class AnnouncementDeskTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Take_DiskIsSlow_NobodyIsToldOrAnsweredBeforeItIsDurable()
    {
        await using DeskBench bench = await new DeskBench().StartAsync();
        bench.DiskGate = new TaskCompletionSource();

        Task<CommandReceipt> taken = bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None).AsTask();
        await Task.WhenAny(taken, Task.Delay(100));
        Assert.False(taken.IsCompleted);
        Assert.Empty(bench.Told);
        Assert.DoesNotContain(bench.InLane, e => e.CommandReceipt is not null);

        bench.DiskGate.SetResult();

        Assert.Equal(CommandStatus.Taken, (await taken.WaitAsync(Patience)).Status);
        await DeskBench.UntilAsync(() => bench.Told.Count == 1 && bench.Count(ReceiptState.Accepted) == 1, "the order");
    }

    [Fact]
    public async Task Answer_DiskIsSlow_CompletesAndGoesToTheLaneWhenItIsDurable()
    {
        await using DeskBench bench = await new DeskBench().StartAsync();
        await bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None);
        await DeskBench.UntilAsync(() => bench.Told.Count == 1, "the order");
        bench.DiskGate = new TaskCompletionSource();

        Task answered = bench.Desk.AnsweredAsync(
            "s0", new SpeakerReceiptMessage(null, bench.Told.Single().Attempts["s0"], SpeakerState.Started, "", null), Evidence.Speaker, CancellationToken.None).AsTask();
        await Task.WhenAny(answered, Task.Delay(100));
        Assert.False(answered.IsCompleted);
        Assert.Equal(0, bench.Count(ReceiptState.Started));

        bench.DiskGate.SetResult();

        await answered.WaitAsync(Patience);
        await DeskBench.UntilAsync(() => bench.Count(ReceiptState.Started) == 1, "the receipt");
    }

    [Fact]
    public async Task Inbox_IsFull_CommandsAreRefusedWithAReasonUntilItIsNot()
    {
        await using DeskBench bench = await new DeskBench().StartAsync();
        bench.InboxProblem = new InboxFullException("the disk is full.");

        CommandReceipt refused = await bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None).AsTask().WaitAsync(Patience);

        Assert.Equal((CommandStatus.Refused, "inbox-unavailable: the disk is full."), (refused.Status, refused.Reason));
        await DeskBench.UntilAsync(() => bench.InLane.Any(e => e.CommandReceipt?.Status == CommandStatus.Refused), "the refusal");
        Assert.NotNull(bench.Desk.Snapshot.Problem);
        Assert.Empty(bench.Told);

        bench.InboxProblem = null;
        await DeskBench.UntilAsync(() => bench.Desk.Snapshot.Problem is null, "the inbox to be written again");
        Assert.Equal(CommandStatus.Taken, (await bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None)).Status);
        await DeskBench.UntilAsync(() => bench.Told.Count == 1, "the order");
    }

    [Fact]
    public async Task Inbox_FailsWhileSpeakersAnswer_TheyAreNotConfirmed()
    {
        await using DeskBench bench = await new DeskBench().StartAsync();
        await bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None);
        await DeskBench.UntilAsync(() => bench.Told.Count == 1, "the order");
        bench.InboxProblem = new InboxFaultedException("input/output error");

        await Assert.ThrowsAsync<InboxFaultedException>(async () => await bench.Desk.AnsweredAsync(
            "s0", new SpeakerReceiptMessage(null, bench.Told.Single().Attempts["s0"], SpeakerState.Started, "", null), Evidence.Speaker, CancellationToken.None));

        Assert.Equal(0, bench.Count(ReceiptState.Started));
        bench.InboxProblem = null; // what was said stays said
        await DeskBench.UntilAsync(() => bench.Count(ReceiptState.Started) == 1, "the receipt");
    }

    [Fact]
    public async Task Lane_IsFull_ReceiptsWaitAndComeLater()
    {
        await using DeskBench bench = await new DeskBench().StartAsync();
        bench.LaneIsFull = true;
        await bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None);
        await DeskBench.UntilAsync(() => bench.Told.Count == 1, "the order");

        bench.LaneIsFull = false;

        await DeskBench.UntilAsync(() => bench.Count(ReceiptState.Accepted) == 1 && bench.InLane.Any(e => e.CommandReceipt is not null), "the receipts");
    }

    [Fact]
    public async Task Announcement_FiftyEightSpeakers_TakesAFewWritesAndNotOneForEach()
    {
        await using DeskBench bench = await new DeskBench(58) { SpeakersAnswer = true }.StartAsync();
        int before = bench.Writes;
        long start = Stopwatch.GetTimestamp();

        await bench.Desk.TakeAsync(Command(1, Play(1, priority: 9)), CancellationToken.None);
        await DeskBench.UntilAsync(() => bench.Count(ReceiptState.Started) == 58, "58 receipts");

        TestContext.Current.TestOutputHelper?.WriteLine($"{Stopwatch.GetElapsedTime(start).TotalMilliseconds:f1} ms, {bench.Writes - before} writes");
        Assert.InRange(bench.Writes - before, 2, 30);
    }

    [Fact]
    public async Task Stop_CommandsWait_NobodyIsLeftWaiting()
    {
        DeskBench bench = await new DeskBench().StartAsync();
        await bench.DisposeAsync();

        await Assert.ThrowsAnyAsync<Exception>(async () => await bench.Desk.TakeAsync(Command(1, Play(1)), CancellationToken.None).AsTask().WaitAsync(Patience));
    }
}
