using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Storage.Sqlite;

namespace Longgang.Cloud.Service.Tests.Ingestion;

/// <summary>The real store behind a gate that the test opens, or that fails.</summary>
internal sealed class GatedStore : IIngestStore
{
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _failedTwice = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private SqliteIngestStore? _inner;
    private int _failures;

    public volatile bool Failing;

    public int GroupEvents => _inner!.GroupEvents;

    public Task Entered => _entered.Task;

    public Task FailedTwice => _failedTwice.Task;

    public GatedStore Around(SqliteWriter writer)
    {
        _inner = new SqliteIngestStore(writer);
        return this;
    }

    public void Open() => _open.TrySetResult();

    public async Task<CommitResult> CommitAsync(IReadOnlyList<IngestItem> items, CancellationToken cancellationToken)
    {
        _entered.TrySetResult();
        await _open.Task;
        if (Failing)
        {
            if (++_failures == 2)
            {
                _failedTwice.TrySetResult();
            }

            throw new StoreUnavailableException("disk full", new IOException("disk full"));
        }

        return await _inner!.CommitAsync(items, cancellationToken);
    }
}
