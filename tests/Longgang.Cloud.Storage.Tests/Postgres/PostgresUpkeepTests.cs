using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Time;
using Longgang.Cloud.Storage.Postgres;
using Longgang.Cloud.Storage.Postgres.Upkeep;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Storage.Tests.Postgres;

public sealed class PostgresUpkeepTests(PostgresFixture fixture)
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Commit_ClocksTenYearsOff_StoredInFewPartitions()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        DateTimeOffset now = store.Time.GetUtcNow();
        var box = new BatchFactory();

        await store.CommitAsync(box.Item(1, Enumerable.Range(1, 7300).Select(i => BatchFactory.Scan("s", (ulong)i, at: now.AddDays(i - 3650)))));

        Assert.Equal(7300, (await store.ExportAsync()).Count);
        Assert.InRange(await NumberAsync(store, "SELECT count(*) FROM pg_inherits WHERE inhparent = 'scans'::regclass"), 1, 32);
    }

    [Fact]
    public async Task Keep_ExpiredDays_PartitionsGoAndLedgerStands()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        using PostgresUpkeep upkeep = Upkeep(store);
        DateTimeOffset now = store.Time.GetUtcNow();
        var box = new BatchFactory();
        IngestItem old = box.Item(1, Enumerable.Range(1, 300).Select(i => BatchFactory.Scan("s", (ulong)i, at: now.AddDays(-13))));
        await store.CommitAsync(old);
        await store.CommitAsync(box.Item(301, Enumerable.Range(301, 100).Select(i => BatchFactory.Scan("s", (ulong)i, at: now))));
        int before = (await store.ExportAsync()).Count;
        store.Time.Advance(TimeSpan.FromDays(3));

        await KeepAsync(store, upkeep);
        CommitResult again = await store.CommitAsync(old, new BatchFactory(outbox: 2).Item(1, Enumerable.Range(1, 401).Select(i => BatchFactory.Scan("s", (ulong)i, at: now))));

        Assert.Equal(400, before);
        Assert.Equal(Enumerable.Range(301, 101).Select(i => (long)i), (await store.ExportAsync()).Select(line => line.Sequence));
        Assert.Equal((true, 400), (again.Outcomes[0].Repeated, again.Duplicates));
        Assert.Equal(400, (await store.BooksAsync(box.Outbox)).Stored.Count);
        Assert.Equal(401, (await store.Fleet.FindDeviceAsync("s", TestContext.Current.CancellationToken))!.Scans);
        int today = PostgresTime.DayOf(store.Time.GetUtcNow());
        Assert.Equal(1, await NumberAsync(store, $"SELECT count(*) FROM pg_class WHERE relname = 'scans_{today + 2}'"));
    }

    [Fact]
    public async Task Sweep_OldBatchesAndQuarantine_DetailsGoAndRepetitionsAreKnown()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        using PostgresUpkeep upkeep = Upkeep(store);
        var box = new BatchFactory();
        await store.CommitAsync(box.Scans(1, 5));
        await store.CommitAsync(box.Scans(1, 4));
        await KeepAsync(store, upkeep);
        long kept = await NumberAsync(store, "SELECT length(payload) FROM quarantine");
        store.Time.Advance(TimeSpan.FromDays(31));

        // One sweep looks at the end of the outboxes, the next begins anew.
        await KeepAsync(store, upkeep);
        await KeepAsync(store, upkeep);

        CommitResult again = await store.CommitAsync(box.Scans(1, 5));

        Assert.NotEqual(0, kept);
        Assert.Equal(0, await NumberAsync(store, "SELECT count(*) FROM batches"));
        Assert.Equal(0, await NumberAsync(store, "SELECT length(payload) FROM quarantine"));
        Assert.Equal((AckStatus.Stored, true), (again.Outcomes[0].Status, again.Outcomes[0].Repeated));
    }

    /// <summary>The details of its batch are gone, and the alert is still read by the correction of its boot.</summary>
    [Fact]
    public async Task Sweep_BatchOfAnAlertIsGone_CorrectionStays()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        using PostgresUpkeep upkeep = Upkeep(store);
        var box = new BatchFactory(lane: Lane.Alert);
        Event alert = BatchFactory.Alert(1, "s", 1);
        alert.Time = new EventTime { MonotonicUs = 40, Quality = ClockQuality.Unsynchronized };
        long start = PostgresTime.ToUs(BatchFactory.Start);
        await store.CommitAsync(
            box.Item(1, alert, new Event { Time = new EventTime(), ClockCorrection = new ClockCorrection { ToMonotonicUs = 100, FromUnixUs = start, ToUnixUs = start + 100 } }));
        store.Time.Advance(TimeSpan.FromDays(31));

        // The first sweep may look at another outbox.
        await KeepAsync(store, upkeep);
        await KeepAsync(store, upkeep);

        AlertSnapshot read = Assert.Single(await store.Alerts.ListAsync(new AlertQuery(null, null, null, null, 10), TestContext.Current.CancellationToken));
        Assert.Equal(0, await NumberAsync(store, "SELECT count(*) FROM batches"));
        Assert.Equal((BatchFactory.Start.AddMicroseconds(40), TimeBasis.Corrected), (read.Raised.At, read.Raised.Basis));
    }

    [Fact]
    public async Task Keeper_Dies_AnotherReplicaTakesOver()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        await using PostgresUnderTest other = await PostgresUnderTest.StartAsync(store.ConnectionString, store.Time);
        using PostgresUpkeep first = Upkeep(store);
        using PostgresUpkeep second = Upkeep(other);
        await first.StartAsync(TestContext.Current.CancellationToken);
        await UntilAsync(store, () => first.IsKeeper, "the first is the keeper");
        await second.StartAsync(TestContext.Current.CancellationToken);

        await first.StopAsync(TestContext.Current.CancellationToken);
        await UntilAsync(store, () => second.IsKeeper, "the second is the keeper after an orderly stop");
        await first.StartAsync(TestContext.Current.CancellationToken);
        await NumberAsync(store, $"SELECT count(pg_terminate_backend(pid)) FROM pg_locks WHERE locktype = 'advisory' AND objid = {AdvisoryLocks.Upkeep & 0xFFFFFFFF} AND granted "
            + "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())");
        await UntilAsync(store, () => (first.IsKeeper || second.IsKeeper) && store.Database.Failure is null && other.Database.Failure is null, "somebody is the keeper after a death");

        Assert.NotEqual(first.IsKeeper, second.IsKeeper);
        await first.StopAsync(TestContext.Current.CancellationToken);
        await second.StopAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Subscriber_ChangesOfAnotherReplicaAndALostConnection_HearsTheLastNumber()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        await using PostgresUnderTest other = await PostgresUnderTest.StartAsync(store.ConnectionString, store.Time);
        var ear = new Ear();
        using var subscriber = new ChangeSubscriber(other.Database, [ear], [other.Ear], store.Time, NullLogger<ChangeSubscriber>.Instance);
        await subscriber.StartAsync(TestContext.Current.CancellationToken);
        var box = new BatchFactory(lane: Lane.Alert);
        await store.CommitAsync(box.Item(1, BatchFactory.Alert(1, "s", 1)));
        await UntilAsync(store, () => ear.Last == 1, "the first change is heard");

        await NumberAsync(store, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()");
        await store.CommitAsync(box.Item(2, BatchFactory.Alert(2, "s", 2)));
        await UntilAsync(store, () => ear.Last == 2, "the change during the interruption is heard");
        await store.Alerts.ApplyAsync(BatchFactory.AlertIdText(1), new AlertCommand(AlertChangeKind.Acknowledged, "li"), TestContext.Current.CancellationToken);
        await UntilAsync(store, () => ear.Last == 3, "a person's command is heard");
        await store.CommitAsync(box.Item(3, BatchFactory.Receipt(1, "speaker-1", 1)));
        await UntilAsync(store, () => other.Ear.Last == 1, "a speaker's receipt is heard");
        Assert.Equal(3, ear.Last);

        await subscriber.StopAsync(TestContext.Current.CancellationToken);
    }

    private static PostgresUpkeep Upkeep(PostgresUnderTest store) => new(
        store.Database, store.Partitions, Options.Create(store.Retention), store.Time, NullLogger<PostgresUpkeep>.Instance);

    private static Task<int> KeepAsync(PostgresUnderTest store, PostgresUpkeep upkeep) => store.Database.UseAsync(
        async connection =>
        {
            await upkeep.KeepPartitionsAsync(connection, TestContext.Current.CancellationToken);
            await upkeep.SweepAsync(connection, TestContext.Current.CancellationToken);
            return 0;
        },
        TestContext.Current.CancellationToken);

    private static Task<long> NumberAsync(PostgresUnderTest store, string sql) => store.Database.UseAsync(
        connection => connection.ReadNumberAsync(sql, [], TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);

    private static async Task UntilAsync(PostgresUnderTest store, Func<bool> condition, string what)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < _patience, $"{what}: not within {_patience}");
            store.Time.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, TestContext.Current.CancellationToken);
        }
    }

    private sealed class Ear : IAlertChangeListener
    {
        private long _last;

        public long Last => Interlocked.Read(ref _last);

        public void OnCommitted(long lastChange) => Interlocked.Exchange(ref _last, lastChange);
    }
}
