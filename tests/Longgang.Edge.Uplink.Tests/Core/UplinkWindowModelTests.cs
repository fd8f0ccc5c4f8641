using CsCheck;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Uplink;

namespace Longgang.Edge.Uplink.Tests.Core;

/// <summary>Two lanes, one hostile network: what comes out must be what went in, whatever the network does.</summary>
public sealed class UplinkWindowModelTests
{
    private const int Rounds = 2000;

    [Fact]
    public void Window_NetworkDropsDuplicatesReordersReconnects_DeliversEverythingAndLetsGoOnlyWhatWasAcked() =>
        Gen.Select(Gen.Int, Gen.Int[1, 60], Gen.Int[1, 60], Gen.Int[0, 40], Gen.Int[0, 20])
            .Sample(
                (seed, alerts, records, lossPercent, cutPercent) =>
                {
                    var random = new Random(seed);
                    var alert = new LaneModel(new UplinkWindowOptions { MaxBatches = 4, MaxBytes = 2000 }, random, alerts);
                    var record = new LaneModel(new UplinkWindowOptions { MaxBatches = 3, MaxBytes = 1500, BehindEvents = random.Next(3) * 150, DrainEventsPerSecond = random.Next(2) }, random, records);
                    for (int round = 0; round < Rounds; round++)
                    {
                        // Half-way the network is healed: from then on everything must arrive.
                        bool hostile = round < Rounds / 2;
                        alert.Round(hostile ? lossPercent : 0, hostile && random.Next(100) < cutPercent);
                        record.Round(hostile ? lossPercent : 0, hostile && random.Next(100) < cutPercent);
                    }

                    alert.AssertDone();
                    record.AssertDone();
                },
                iter: 300);

    [Fact]
    public void Window_RecordLaneNeverAnswered_AlertLaneIsDelivered() =>
        Gen.Select(Gen.Int, Gen.Int[1, 60]).Sample(
            (seed, alerts) =>
            {
                var random = new Random(seed);
                var alert = new LaneModel(new UplinkWindowOptions { MaxBatches = 4, MaxBytes = 2000 }, random, alerts);
                var record = new LaneModel(new UplinkWindowOptions { MaxBatches = 3, MaxBytes = 1500 }, random, 60);
                for (int round = 0; round < 200; round++)
                {
                    record.Round(100, false);
                    alert.Round(0, false);
                }

                alert.AssertDone();
                Assert.True(record.NothingLetGo);
            },
            iter: 100);

    private sealed class LaneModel(UplinkWindowOptions options, Random random, int batches)
    {
        private static readonly OutboxId Outbox = new(7);
        private readonly UplinkWindow _window = Rebased(options);
        private readonly SortedDictionary<ulong, StoredBatch> _disk = [];
        private readonly Queue<StoredBatch> _later = Make(random, batches);
        private readonly HashSet<ulong> _acked = [];
        private readonly HashSet<ulong> _delivered = [];
        private readonly List<ulong> _up = [];
        private readonly List<(ulong First, AckStatus Status)> _down = [];
        private TimeSpan _now = TimeSpan.FromSeconds(1);
        private ulong _accepted;
        private int _sent;

        public bool NothingLetGo => _disk.Count + _later.Count == batches && _sent > 0;

        public void Round(int lossPercent, bool cut)
        {
            _now += TimeSpan.FromSeconds(random.Next(1, 60));
            for (int coming = random.Next(20) == 0 ? 20 : random.Next(3); coming > 0 && _later.TryDequeue(out StoredBatch? batch); coming--)
            {
                _disk.Add(batch.FirstSequence, batch);
                _accepted = batch.FirstSequence;
            }

            if (cut)
            {
                _up.Clear();
                _down.Clear();
                _window.Reset();
            }

            Send();
            Cloud(lossPercent);
            Answers(lossPercent);
        }

        public void AssertDone()
        {
            Assert.Empty(_later);
            Assert.Empty(_disk);
            Assert.Equal(0, _window.Unacknowledged);
            Assert.Equal(0, _window.InFlight);
            Assert.Equal(0, _window.InFlightBytes);
            Assert.Equal(batches, _delivered.Count);
        }

        private void Send()
        {
            for (int steps = 0; steps < 100; steps++)
            {
                UplinkStep step = _window.Next(_now, _accepted);
                switch (step.Action)
                {
                    case UplinkAction.Resend:
                        Assert.True(_disk.ContainsKey(step.Sequence), "Only what is on disk is sent again.");
                        Assert.True(_window.Resent(step.Sequence, _now));
                        _up.Add(step.Sequence);
                        break;
                    case UplinkAction.ReadNext:
                        StoredBatch? next = _disk.Values.FirstOrDefault(b => b.FirstSequence > step.Sequence);
                        AdmitEffect effect = next is null ? AdmitEffect.Passed : _window.Admit(next, _now);
                        if (next is null)
                        {
                            bool draining = _window.IsDraining;
                            _window.NothingAfter(step.Sequence, _accepted);
                            if (!draining)
                            {
                                return;
                            }
                        }

                        if (effect == AdmitEffect.NoRoom)
                        {
                            return;
                        }

                        if (effect == AdmitEffect.Passed)
                        {
                            continue;
                        }

                        _up.Add(next!.FirstSequence);
                        break;
                    default:
                        return;
                }

                _sent++;
                Assert.InRange(_window.InFlight, 0, options.MaxBatches);
                Assert.True(_window.InFlightBytes <= options.MaxBytes || _window.InFlight == 1, "The byte bound holds, but for a single batch.");
            }
        }

        private void Cloud(int lossPercent)
        {
            foreach (ulong first in Scramble(_up, lossPercent))
            {
                int dice = lossPercent == 0 ? 101 : random.Next(100);
                if (_delivered.Contains(first) || dice >= 25)
                {
                    _delivered.Add(first);
                    _down.Add((first, dice % 10 == 0 ? AckStatus.Quarantined : AckStatus.Stored));
                }
                else
                {
                    _down.Add((first, dice < 12 ? AckStatus.Corrupt : AckStatus.Refused));
                }
            }

            _up.Clear();
        }

        private void Answers(int lossPercent)
        {
            foreach ((ulong first, AckStatus status) in Scramble(_down, lossPercent))
            {
                AckEffect effect = _window.Acknowledge(Outbox, first, 1, status, "", _now);
                if (status is AckStatus.Stored or AckStatus.Quarantined)
                {
                    Assert.Equal(AckEffect.Delete, effect);
                    _acked.Add(first);
                }

                if (effect == AckEffect.Delete)
                {
                    Assert.Contains(first, _acked);
                    Assert.Contains(first, _delivered);
                    _disk.Remove(first);
                }
            }

            _down.Clear();
            Assert.All(_disk.Keys, first => Assert.DoesNotContain(first, _acked));
        }

        private List<T> Scramble<T>(List<T> messages, int lossPercent)
        {
            var result = new List<T>();
            foreach (T message in messages)
            {
                if (random.Next(100) >= lossPercent)
                {
                    result.Add(message);
                    if (random.Next(100) < lossPercent)
                    {
                        result.Add(message);
                    }
                }
            }

            if (lossPercent > 0)
            {
                random.Shuffle(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(result));
            }

            return result;
        }

        private static UplinkWindow Rebased(UplinkWindowOptions options)
        {
            var window = new UplinkWindow(options);
            window.Rebase(Outbox);
            return window;
        }

        private static Queue<StoredBatch> Make(Random random, int batches)
        {
            var all = new Queue<StoredBatch>();
            ulong first = 1;
            for (int i = 0; i < batches; i++)
            {
                all.Enqueue(new StoredBatch(Outbox, first, 1, new byte[random.Next(1, 1800)], 0));
                first += (ulong)random.Next(1, 256);
            }

            return all;
        }
    }
}
