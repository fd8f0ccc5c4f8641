using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Metrics;

namespace Longgang.Edge.Core.HealthCodes;

/// <summary>
/// Resolver with a memory: fresh answers are not asked for twice, one credential is asked for once at a time, and when the service
/// is out of reach the last answer is given with its age, for the policy to judge.
/// </summary>
public sealed class CachingHealthCodeResolver(IHealthCodeService service, HealthCodeCacheOptions options, EdgeMeter meter, TimeProvider time) : IHealthCodeResolver
{
    private readonly Lock _lock = new();
    private readonly CredentialKey _key = new();
    private readonly HealthCodeCache _cache = new(options.Capacity);
    private readonly Dictionary<UInt128, Task<HealthCodeReply>> _asking = [];
    private int _reachable = 1;

    /// <summary>Whether the last question was answered. For health pages.</summary>
    public bool IsReachable => Volatile.Read(ref _reachable) == 1;

    /// <summary>Replies held in memory.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _cache.Count;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<HealthCodeResolution> ResolveAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
    {
        UInt128 key = _key.Of(kind, value);
        Task<HealthCodeReply>? asking;
        TaskCompletionSource<HealthCodeReply>? question = null;
        HealthCodeCache.Entry? remembered;
        lock (_lock)
        {
            if (_cache.TryGet(key, out remembered) && IsFresh(remembered))
            {
                meter.HealthCode("fresh");
                return ToResolution(remembered, stale: false);
            }

            if (!_asking.TryGetValue(key, out asking))
            {
                question = new TaskCompletionSource<HealthCodeReply>(TaskCreationOptions.RunContinuationsAsynchronously);
                _asking[key] = question.Task;
            }
        }

        // Not under the lock, and not cancelled with the one who asked first: others may be waiting for the same answer, and it bounds its own time.
        asking ??= AskAsync(key, kind, value, question!);
        HealthCodeReply reply = await asking.WaitAsync(cancellationToken).ConfigureAwait(false);
        Volatile.Write(ref _reachable, reply.Outcome == HealthCodeOutcome.Unreachable ? 0 : 1);
        switch (reply.Outcome)
        {
            case HealthCodeOutcome.Answered:
                meter.HealthCode("answered");
                return HealthCodeResolution.Answered(reply.Answer!, time.GetUtcNow());
            case HealthCodeOutcome.NotFound:
                meter.HealthCode("not-found");
                return HealthCodeResolution.NotFound(time.GetUtcNow());
            default:
                bool stale = remembered is { Reply.Outcome: HealthCodeOutcome.Answered };
                meter.HealthCode(stale ? "stale" : "unreachable");
                return stale ? ToResolution(remembered!, stale: true) : HealthCodeResolution.Unreachable;
        }
    }

    /// <summary>Asks, remembers, and tells those who came with the same credential meanwhile. Who asked first goes on on the thread that has the answer.</summary>
    private async Task<HealthCodeReply> AskAsync(UInt128 key, CredentialKind kind, string value, TaskCompletionSource<HealthCodeReply> others)
    {
        HealthCodeReply reply;
        try
        {
            reply = await service.AskAsync(kind, value, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            lock (_lock)
            {
                _asking.Remove(key);
            }

            others.SetException(e);
            _ = others.Task.Exception; // seen: this task throws it too
            throw;
        }

        lock (_lock)
        {
            _asking.Remove(key);
            if (reply.Outcome != HealthCodeOutcome.Unreachable)
            {
                _cache.Put(new HealthCodeCache.Entry(key, reply, time.GetTimestamp()));
            }
        }

        others.SetResult(reply);
        return reply;
    }

    private bool IsFresh(HealthCodeCache.Entry entry) =>
        time.GetElapsedTime(entry.Timestamp) < (entry.Reply.Outcome == HealthCodeOutcome.NotFound ? options.NotFoundFor : options.FreshFor);

    /// <summary>Its age is monotonic; as of when it is, is said by the clock of now, which may have been set since.</summary>
    private HealthCodeResolution ToResolution(HealthCodeCache.Entry entry, bool stale)
    {
        DateTimeOffset asOf = time.GetUtcNow() - time.GetElapsedTime(entry.Timestamp);
        return entry.Reply.Outcome == HealthCodeOutcome.NotFound
            ? HealthCodeResolution.NotFound(asOf)
            : HealthCodeResolution.Answered(entry.Reply.Answer!, asOf, stale);
    }
}
