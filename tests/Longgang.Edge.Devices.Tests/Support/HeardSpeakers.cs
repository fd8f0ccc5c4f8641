using System.Collections.Concurrent;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>Writes down what is heard of speakers.</summary>
internal sealed class HeardSpeakers : ISpeakerListener, IDisposable
{
    private readonly ConcurrentQueue<string> _heard = new();
    private readonly SemaphoreSlim _signal = new(0);

    /// <summary>When set, no answer is durable before it completes.</summary>
    public Task? Hold { get; set; }

    public Exception? Fails { get; set; }

    public IReadOnlyList<string> All => [.. _heard];

    public IReadOnlyList<string> Of(string device) => [.. _heard.Where(line => line.StartsWith(device + " ", StringComparison.Ordinal))];

    public void Reached(string device, Reach reach, IReadOnlyList<string> languages) => Hear($"{device} {reach} [{string.Join(',', languages)}]");

    public void NotReached(string device, UInt128 attempt, string reason) => Hear($"{device} not-reached {attempt} {reason}");

    public async ValueTask AnsweredAsync(string device, SpeakerReceiptMessage receipt, Evidence evidence, CancellationToken cancellationToken)
    {
        Hear($"{device} {receipt.State} {receipt.Play} {receipt.Reason} {receipt.PlayedMs} {evidence}");
        if (Hold is { } hold)
        {
            await hold;
        }

        if (Fails is { } exception)
        {
            throw exception;
        }
    }

    /// <summary>Waits until something was heard that begins so.</summary>
    public async Task<string> UntilAsync(string start, int seconds = 15)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (true)
        {
            if (_heard.FirstOrDefault(line => line.StartsWith(start, StringComparison.Ordinal)) is { } line)
            {
                return line;
            }

            try
            {
                await _signal.WaitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                throw new TimeoutException($"'{start}' was not heard within {seconds} s, but: {string.Join("; ", _heard)}");
            }
        }
    }

    public void Dispose() => _signal.Dispose();

    private void Hear(string line)
    {
        _heard.Enqueue(line);
        _signal.Release();
    }
}
