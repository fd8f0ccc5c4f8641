using System.Collections.Concurrent;
using System.Diagnostics;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Announcements.Desk;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Tests.Announcements.Player;
using Longgang.Edge.Core.Tests.Support;
using Longgang.Edge.Core.Time;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Core.Tests.Announcements.Desk;

/// <summary>A desk with everything around it in memory; the tests hold the disk.</summary>
internal sealed class DeskBench : IAsyncDisposable, ISpeakerDirectory, IAudioLibrary, ILane, ICloudClock, ICommandInbox, ISpeakerPort
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private readonly Lock _lock = new();
    private readonly List<Event> _lane = [];
    private readonly ConcurrentDictionary<string, byte[]> _inbox = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    internal DeskBench(int speakers = 1)
    {
        Current = [.. Enumerable.Range(0, speakers).Select(i => Orders.Speaker($"s{i}"))];
        Desk = new AnnouncementDesk(this, this, [this], this, this, new EventStamper(TimeProvider.System, new SimClockQuality()), this, new AnnouncementOptions(), TimeProvider.System, NullLogger<AnnouncementDesk>.Instance);
    }

    public event Action? Changed
    {
        add { }
        remove { }
    }

    public event Action? Learned
    {
        add { }
        remove { }
    }

    public IReadOnlyList<SpeakerEntry> Current { get; }

    public CloudTime? Now
    {
        get
        {
            DateTimeOffset now = Orders.Epoch + TimeProvider.System.GetElapsedTime(_start);
            return new CloudTime(now, now);
        }
    }

    public IReadOnlyCollection<string> Held => [];

    public IReadOnlyList<InboxEntry> Recovered => [.. _inbox.Select(entry => new InboxEntry(entry.Key, entry.Value))];

    public string? Damage => null;

    public long FileBytes => 0;

    public string Adapter => "mqtt";

    public Lane Kind => Lane.Alert;

    public LaneSnapshot Snapshot => throw new NotSupportedException();

    public IReadOnlyDictionary<string, DeviceCursor> RecoveredCursors => throw new NotSupportedException();

    internal AnnouncementDesk Desk { get; }

    internal ConcurrentQueue<PlayOrder> Told { get; } = new();

    /// <summary>The disk holds what is being written back until it is told.</summary>
    internal TaskCompletionSource? DiskGate { get; set; }

    internal Exception? InboxProblem { get; set; }

    internal bool LaneIsFull { get; set; }

    internal int Writes { get; private set; }

    /// <summary>Speakers answer at once, when set.</summary>
    internal bool SpeakersAnswer { get; set; }

    internal IReadOnlyList<Event> InLane
    {
        get
        {
            lock (_lock)
            {
                return [.. _lane];
            }
        }
    }

    public async ValueTask WriteAsync(IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        if (DiskGate is { } gate)
        {
            await gate.Task;
        }

        if (InboxProblem is { } problem)
        {
            throw problem;
        }

        Writes++;
        foreach (InboxEntry entry in entries)
        {
            if (entry.Content.IsEmpty)
            {
                _inbox.TryRemove(entry.Key, out _);
            }
            else
            {
                _inbox[entry.Key] = entry.Content.ToArray();
            }
        }
    }

    public ValueTask PlayAsync(PlayOrder order, CancellationToken cancellationToken)
    {
        Told.Enqueue(order);
        if (SpeakersAnswer)
        {
            foreach ((string device, UInt128 attempt) in order.Attempts)
            {
                _ = Desk.AnsweredAsync(device, new SpeakerReceiptMessage(null, attempt, SpeakerState.Started, "", null), Evidence.Speaker, cancellationToken).AsTask();
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask StopAsync(string device, UInt128 attempt, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public ValueTask<ulong> AppendAsync(Event item, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (LaneIsFull)
            {
                throw new LaneFullException(Lane.Alert, 1, 1);
            }

            _lane.Add(item);
            return ValueTask.FromResult((ulong)_lane.Count);
        }
    }

    public ValueTask StageAsync(Audio audio, CancellationToken cancellationToken) => throw new AudioUnavailableException("audio-unavailable", "none");

    public ValueTask<AudioClip> RenderAsync(Content content, CancellationToken cancellationToken) => throw new AudioUnavailableException("speech-failed", "none");

    public ValueTask<StoredBatch?> ReadAfterAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public ValueTask WaitForBatchAsync(ulong sequence, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Acknowledge(OutboxId outbox, ulong firstSequence, uint count) => throw new NotSupportedException();

    public async ValueTask DisposeAsync()
    {
        DiskGate?.TrySetResult();
        await Desk.StopAsync(CancellationToken.None);
        Desk.Dispose();
    }

    internal async Task<DeskBench> StartAsync()
    {
        await Desk.StartAsync(CancellationToken.None);
        foreach (SpeakerEntry speaker in Current)
        {
            Desk.Reached(speaker.Device, Reach.Online, ["zh-CN"]);
        }

        await UntilAsync(() => InLane.Count(e => e.SpeakerReport is { Reach: Reach.Online }) >= Current.Count, "the speakers to be reported");
        return this;
    }

    internal static async Task UntilAsync(Func<bool> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < Patience, $"Waited {Patience} for {what}.");
            await Task.Delay(1);
        }
    }

    internal int Count(ReceiptState state) => InLane.Count(e => e.SpeakerReceipt?.State == state);
}
