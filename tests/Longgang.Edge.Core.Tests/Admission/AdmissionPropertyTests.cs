using System.Collections.Concurrent;
using CsCheck;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Tests.Support;

namespace Longgang.Edge.Core.Tests.Admission;

/// <summary>
/// A device that pipelines, repeats and overtakes itself, against a box that fills up, faults and dies at any moment:
/// what was acknowledged is there, once, and its alert was there before it.
/// </summary>
public sealed class AdmissionPropertyTests
{
    private const int Scans = 120;

    [Fact]
    public Task Admit_AnyInterleaving_NeverLostNeverTwiceAlertFirst() =>
        Gen.Select(Gen.Int[0, 11], Gen.Int[0, 63]).Array[20, 160].SampleAsync(RunAsync, iter: 150, threads: 2);

    private static async Task RunAsync((int Kind, int Amount)[] steps)
    {
        var alerted = new ConcurrentDictionary<ulong, string>();
        var acknowledged = new ConcurrentDictionary<ulong, byte>();
        var records = new SimLane(Lane.Record)
        {
            OnDurable = item => Assert.True(!IsRed(item.DeviceSequence) || alerted.ContainsKey(item.DeviceSequence), $"The record of scan {item.DeviceSequence} is durable before its alert."),
        };
        var alerts = new SimLane(Lane.Alert)
        {
            OnDurable = item => Assert.Equal(alerted.GetOrAdd(item.DeviceSequence, item.Alert.Id.ToBase64()), item.Alert.Id.ToBase64()),
        };
        var box = new SimBox(records, alerts);
        var device = new SimDevice(acknowledged);
        foreach ((int kind, int amount) in steps)
        {
            switch (kind)
            {
                case 0 or 1 or 2 or 3:
                    device.Send(box, 1 + (amount % 8));
                    break;
                case 4:
                    device.Repeat(box, amount);
                    break;
                case 5:
                    device.Overtake(box, amount);
                    break;
                case 6 or 7:
                    box.Alerts.Commit(1 + amount);
                    box.Records.Commit(1 + amount);
                    break;
                case 8:
                    box.Records.IsFull = !box.Records.IsFull;
                    break;
                case 9:
                    (amount % 2 == 0 ? box.Records : box.Alerts).Fault(amount / 8);
                    break;
                case 10:
                    box.Hold = box.Hold is null ? () => Task.Run(() => { }) : null; // verdicts take their time
                    break;
                default:
                    box.Alerts.Crash(amount % 4);
                    box.Records.Crash(amount / 4);
                    device.Reconnect();
                    box.Dispose();
                    box = new SimBox(box.Records.Reopen(), box.Alerts.Reopen());
                    break;
            }

            AssertOnce(box);
        }

        // Everything works again: the device delivers what it still has.
        box.Records.IsFull = false;
        long start = TimeProvider.System.GetTimestamp();
        while (acknowledged.Count < Scans)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(20), $"Only {acknowledged.Count} of {Scans} scans were acknowledged.");
            device.Deliver(box);
            box.Alerts.Commit();
            box.Records.Commit();
            await Task.Yield();
        }

        AssertOnce(box);
        HashSet<ulong> kept = [.. box.Records.Durable.Select(item => item.DeviceSequence)];
        Assert.All(acknowledged.Keys, sequence => Assert.Contains(sequence, kept));
        Assert.All(kept.Where(IsRed), sequence => Assert.True(alerted.ContainsKey(sequence)));
        box.Dispose();
    }

    private static void AssertOnce(SimBox box)
    {
        IReadOnlyList<Event> durable = box.Records.Durable;
        Assert.Equal(durable.Count, durable.Select(item => item.DeviceSequence).Distinct().Count());
    }

    private static bool IsRed(ulong sequence) => sequence % 3 == 0;

    /// <summary>Sends, repeats what was not acknowledged, and keeps at most 32 beyond the lowest unacknowledged on their way.</summary>
    private sealed class SimDevice(ConcurrentDictionary<ulong, byte> acknowledged)
    {
        private readonly ConcurrentDictionary<ulong, Task> _underWay = new();
        private ulong _next = 1;
        private int _life;

        public void Send(SimBox box, int count)
        {
            for (int i = 0; i < count && _next <= Scans && _next < Lowest() + 32; i++)
            {
                Start(box, _next++);
            }
        }

        public void Repeat(SimBox box, int which)
        {
            if (_next > 1)
            {
                Start(box, 1 + ((ulong)which % (_next - 1))); // also what is under way, and what was acknowledged long ago
            }
        }

        public void Overtake(SimBox box, int by)
        {
            if (_next + 2 <= Scans && _next + 1 < Lowest() + 32)
            {
                Start(box, _next + 1);
                Start(box, _next);
                _next += 2;
            }
        }

        public void Deliver(SimBox box)
        {
            for (ulong sequence = Lowest(); sequence <= Math.Min(Scans, Lowest() + 31); sequence++)
            {
                if (!acknowledged.ContainsKey(sequence) && !(_underWay.TryGetValue(sequence, out Task? task) && !task.IsCompleted))
                {
                    Start(box, sequence);
                }

                _next = Math.Max(_next, sequence + 1);
            }
        }

        public void Reconnect()
        {
            _life++;
            _underWay.Clear();
        }

        private ulong Lowest()
        {
            ulong lowest = 1;
            while (acknowledged.ContainsKey(lowest))
            {
                lowest++;
            }

            return lowest;
        }

        private void Start(SimBox box, ulong sequence) => _underWay[sequence] = RunAsync(box, sequence, _life);

        private async Task RunAsync(SimBox box, ulong sequence, int life)
        {
            AdmissionResult result = await box.ScanAsync(sequence, IsRed(sequence));
            Assert.NotEqual(AdmissionStatus.Refused, result.Status);
            if (result.IsKept && life == _life)
            {
                // The moment of truth: from here on the device has forgotten it.
                Assert.Contains(box.Records.Durable, item => item.DeviceSequence == sequence);
                acknowledged[sequence] = 0;
            }
        }
    }
}
