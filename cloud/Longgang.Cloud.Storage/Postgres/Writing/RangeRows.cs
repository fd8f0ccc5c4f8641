using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Storage.Books;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>The rows of the ledger that a transaction changed.</summary>
internal static class RangeRows
{
    public static void AddTo(NpgsqlBatch batch, IEnumerable<OutboxBook> outboxes)
    {
        List<(int Outbox, short Kind, long First)> gone = [];
        List<(int Outbox, short Kind, Interval Run)> runs = [];
        foreach (OutboxBook outbox in outboxes)
        {
            for (short kind = OutboxBook.StoredKind; kind <= OutboxBook.QuarantinedKind; kind++)
            {
                short kindNow = kind;
                TrackedIntervals set = outbox.Of(kind);
                if (set.IsDirty)
                {
                    set.Flush(first => gone.Add(((int)outbox.Id, kindNow, first)), run => runs.Add(((int)outbox.Id, kindNow, run)));
                }
            }
        }

        if (gone.Count > 0)
        {
            batch.Add(
                "DELETE FROM ranges r USING unnest($1, $2, $3) AS g (outbox, kind, first) WHERE r.outbox = g.outbox AND r.kind = g.kind AND r.first = g.first",
                gone.Select(row => row.Outbox).ToArray(),
                gone.Select(row => row.Kind).ToArray(),
                gone.Select(row => row.First).ToArray());
        }

        if (runs.Count > 0)
        {
            batch.Add(
                "INSERT INTO ranges (outbox, kind, first, last) SELECT * FROM unnest($1, $2, $3, $4) ON CONFLICT (outbox, kind, first) DO UPDATE SET last = excluded.last",
                runs.Select(row => row.Outbox).ToArray(),
                runs.Select(row => row.Kind).ToArray(),
                runs.Select(row => row.Run.First).ToArray(),
                runs.Select(row => row.Run.Last).ToArray());
        }
    }
}
