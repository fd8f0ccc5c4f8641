using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite;
using Longgang.Cloud.Storage.Sqlite.Writing;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Lanes;
using Longgang.Simulation.Tests.World;

namespace Longgang.Simulation.Tests.Cloud;

/// <summary>The cloud's ingestion: the real reader and the real SQLite writer, a group at a time, killed before or after any commit.</summary>
internal sealed class SimCloud : IDisposable
{
    private readonly SimWorld _world;
    private readonly SqliteStorageOptions _options;
    private readonly BatchReader _reader = new();
    private readonly List<ReceivedBatch> _waiting = [];
    private WriterSession? _session;

    internal SimCloud(SimWorld world, SimDatabase database)
    {
        _world = world;
        Database = database;
        database.Empty();
        _options = new SqliteStorageOptions { DeviceSnapshotInterval = TimeSpan.FromSeconds(1 + world.Random.Next(20)) };
        _session = WriterSession.Over(database.Connection, world.Clock);
    }

    /// <summary>How often a commit fails, 0 to 1.</summary>
    internal double FailureRate { get; set; }

    internal SimDatabase Database { get; }

    private WriterSession Session => _session ??= WriterSession.Over(Database.Connection, _world.Clock);

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
        _reader.Dispose();
    }

    internal void Receive(Lane lane, byte[] payload, uint crc, BatchIdentity identity)
    {
        if (_session is null)
        {
            return; // it is down
        }

        _waiting.Add(new ReceivedBatch(SimWorld.Gateway, lane, payload, crc, identity, _world.Clock.GetUtcNow(), NoRoute.Instance));
        if (_waiting.Count == 1)
        {
            _world.Agenda.After(_world.Short(), Work);
        }
    }

    /// <summary>kill -9: what was not committed is gone, the acknowledgements under way with it.</summary>
    internal void Kill()
    {
        _session?.Dispose();
        _session = null;
        _waiting.Clear();
        _world.Agenda.After(TimeSpan.FromMilliseconds(100 + _world.Random.Next(3000)), () => _ = Session);
    }

    /// <summary>Sequences of an outbox that the cloud has, or that were named as gone.</summary>
    internal ulong Settled(OutboxId outbox, Lane lane) =>
        Session.FindOutbox(outbox.Value, lane) is { } book
            ? (ulong)book.Stored.Set.Union(book.Expired.Set).Union(book.Quarantined.Set).Count
            : 0;

    private void Work()
    {
        if (_session is null || _waiting.Count == 0)
        {
            return;
        }

        List<ReceivedBatch> group = _waiting[..Math.Min(_waiting.Count, 1 + _world.Random.Next(8))];
        var items = new List<IngestItem>();
        var answers = new List<Ack>();
        foreach (ReceivedBatch received in group)
        {
            BatchReading reading = _reader.Read(received);
            if (reading.Item is { } item)
            {
                items.Add(item);
            }
            else if (reading.Answer is { } answer)
            {
                answers.Add(answer);
            }
        }

        if (!TryCommit(items, answers))
        {
            return;
        }

        _waiting.RemoveRange(0, Math.Min(group.Count, _waiting.Count));
        foreach (Ack ack in answers)
        {
            if (ack.Lane != Lane.Unspecified)
            {
                _world.Network.Answer(ack.Lane, ack);
            }
        }

        if (_waiting.Count > 0)
        {
            _world.Agenda.After(_world.Short(), Work);
        }
    }

    private bool TryCommit(List<IngestItem> items, List<Ack> answers)
    {
        if (items.Count == 0)
        {
            return true;
        }

        WriterSession session = Session;
        session.Begin();
        session.Alerts.Begin();
        int current = -1;
        CommitResult result = SqliteIngestStore.Commit(session, items, ref current);
        session.Devices.Maintain(_options);
        double fate = _world.Random.NextDouble();
        if (fate < FailureRate)
        {
            // It cannot be written (half of the time), or the process dies in the middle: nothing of it is there.
            if (fate < FailureRate / 2)
            {
                session.Dispose();
                _session = null;
                _ = Session;
                _world.Agenda.After(TimeSpan.FromMilliseconds(100), Work);
            }
            else
            {
                Kill();
            }

            return false;
        }

        session.Commit();
        for (int index = 0; index < items.Count; index++)
        {
            if (items[index] is IngestItem.Readable readable && result.Outcomes[index] is { Status: AckStatus.Stored, Repeated: false })
            {
                _world.Truth.Committed(readable.Batch);
            }
        }

        if (fate < FailureRate * 2)
        {
            Kill(); // committed, and nobody was told
            return false;
        }

        answers.AddRange(result.Outcomes.Select(BatchReader.AckOf));
        return true;
    }

    private sealed class NoRoute : IAckRoute
    {
        internal static NoRoute Instance { get; } = new();

        public ValueTask SendAsync(Acks acks, CancellationToken cancellationToken) => throw new InvalidOperationException("The world carries the acknowledgements.");
    }
}
