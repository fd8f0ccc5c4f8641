using System.Collections.Concurrent;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Devices.Speakers;

/// <summary>
/// What is heard of speakers, over whichever adapter, on its way to the one who listens. He comes after the adapters, since he tells them what to
/// do: what is known by then is told to him at the start.
/// </summary>
public sealed class SpeakerHearing
{
    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, Known> _known = new(StringComparer.Ordinal);
    private volatile ISpeakerListener? _listener;

    /// <summary>Whether somebody listens.</summary>
    public bool IsStarted => _listener is not null;

    /// <summary>From now on everything is told to this listener.</summary>
    public void Start(ISpeakerListener listener)
    {
        lock (_lock)
        {
            _listener = listener;
            foreach ((string device, Known known) in _known)
            {
                if (known.Reach != Reach.Unspecified)
                {
                    listener.Reached(device, known.Reach, known.Languages);
                }
            }
        }
    }

    /// <summary>What a speaker can speak by itself, as it last said.</summary>
    internal IReadOnlyList<string> LanguagesOf(string device) => _known.TryGetValue(device, out Known known) ? known.Languages : [];

    internal void Reached(string device, Reach reach) => Tell(device, known => known with { Reach = reach });

    internal void Speaks(string device, IReadOnlyList<string> languages) => Tell(device, known => known with { Languages = languages });

    internal void NotReached(string device, UInt128 attempt, string reason) => _listener?.NotReached(device, attempt, reason);

    /// <summary>Completes when the answer is durable. False: nobody listens yet.</summary>
    internal async ValueTask<bool> AnsweredAsync(string device, SpeakerReceiptMessage receipt, Evidence evidence, CancellationToken cancellationToken)
    {
        if (_listener is not { } listener)
        {
            return false;
        }

        await listener.AnsweredAsync(device, receipt, evidence, cancellationToken).ConfigureAwait(false);
        return true;
    }

    private void Tell(string device, Func<Known, Known> change)
    {
        // Under the lock, so that the listener hears changes in the order in which they happened; it never blocks.
        lock (_lock)
        {
            Known before = _known.TryGetValue(device, out Known known) ? known : new Known(Reach.Unspecified, []);
            Known now = change(before);
            if (now.Reach == before.Reach && now.Languages.SequenceEqual(before.Languages, StringComparer.Ordinal))
            {
                return;
            }

            _known[device] = now;
            if (now.Reach != Reach.Unspecified)
            {
                _listener?.Reached(device, now.Reach, now.Languages);
            }
        }
    }

    private readonly record struct Known(Reach Reach, IReadOnlyList<string> Languages);
}
