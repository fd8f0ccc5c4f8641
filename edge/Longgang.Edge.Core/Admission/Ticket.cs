using Longgang.Contracts.Device;

namespace Longgang.Edge.Core.Admission;

/// <summary>One message of a device on its way to the lane. Everything in it is guarded by its gate's lock.</summary>
internal sealed class Ticket(ulong epoch, ulong sequence, Ticket? before)
{
    private TaskCompletionSource? _turn;
    private TaskCompletionSource<AdmissionResult>? _outcome;
    private List<IVerdictSink>? _waiting;

    /// <summary>The device's epoch.</summary>
    public ulong Epoch { get; } = epoch;

    /// <summary>The device's sequence; 0 when it does not count.</summary>
    public ulong Sequence { get; } = sequence;

    /// <summary>The message that goes to the lane before this one, until it has gone.</summary>
    public Ticket? Before { get; set; } = before;

    /// <summary>Whether it has been handed to the lane, or never will be.</summary>
    public bool HasPassed { get; private set; }

    /// <summary>A message that came before it was not kept: to keep the order this one may not be kept either.</summary>
    public AdmissionResult? Blocked { get; set; }

    /// <summary>The verdict, once decided.</summary>
    public VerdictJson? Verdict { get; private set; }

    /// <summary>Completes when it has been handed to the lane.</summary>
    public Task Turn => HasPassed ? Task.CompletedTask
        : (_turn ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>How it ends; for retransmissions that wait for the same commit.</summary>
    public Task<AdmissionResult> Outcome =>
        (_outcome ??= new TaskCompletionSource<AdmissionResult>(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>The next one's turn.</summary>
    public void Pass()
    {
        HasPassed = true;
        Before = null;
        _turn?.TrySetResult();
    }

    /// <summary>It has ended.</summary>
    public void End(AdmissionResult result) => _outcome?.TrySetResult(result);

    /// <summary>It was judged. Returns the retransmissions that wait for the verdict.</summary>
    public IReadOnlyList<IVerdictSink> Judge(VerdictJson verdict)
    {
        Verdict = verdict;
        List<IVerdictSink>? waiting = _waiting;
        _waiting = null;
        return waiting ?? (IReadOnlyList<IVerdictSink>)[];
    }

    /// <summary>A retransmission waits for the verdict.</summary>
    public void Await(IVerdictSink sink) => (_waiting ??= []).Add(sink);
}
