using Longgang.Contracts.Areas;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Devices;
using Longgang.Simulation.Tests.Box;

namespace Longgang.Simulation.Tests.World;

/// <summary>A sentinel that keeps each scan until the box has acknowledged it, sends in order, and sends again when it hears nothing.</summary>
internal sealed class SimDevice(SimWorld world, string id, int mostInFlight) : IVerdictSink
{
    private readonly DeviceIdentity _identity = new(id, DeviceKind.Sentinel, AreaCode.TryParse("440307003002", out AreaCode area) ? area : default);
    private readonly List<SimScan> _held = [];
    private readonly HashSet<SimScan> _inFlight = [];
    private DeviceGate? _gate;
    private ulong _epoch = 1;
    private ulong _next = 1;
    private bool _isRetrying;

    public bool AwaitsDurability => world.Random.Next(4) == 0;

    internal string Id => id;

    internal bool IsDone => _held.Count == 0;

    public void OnVerdict(VerdictJson verdict)
    {
    }

    /// <summary>Somebody passes.</summary>
    internal void Scan()
    {
        if (_held.Count == 0 && world.Random.Next(30) == 0)
        {
            _epoch++;
            _next = 1;
        }

        var scan = new SimScan(id, _epoch, _next++, world.Random.Next(10) == 0, 3500 + world.Random.Next(200));
        _held.Add(scan);
        world.Truth.Made(scan);
        Push();
    }

    internal void BoxIsGone()
    {
        _gate = null;
        _inFlight.Clear();
    }

    internal void BoxIsUp() => world.Agenda.After(world.Short(), Push);

    private void Push()
    {
        if (world.Box.Life is not { IsOver: false } life || _isRetrying)
        {
            return;
        }

        _gate ??= life.Desk.GateOf(_identity);
        foreach (SimScan scan in _held.ToList())
        {
            // One that raises an alert goes alone: its record waits for the alert, and those behind it would wait on another thread.
            if (_isRetrying || _inFlight.Count >= mostInFlight || (_inFlight.Count > 0 && (scan.IsRed || _inFlight.Any(static other => other.IsRed))))
            {
                return;
            }

            if (_inFlight.Add(scan))
            {
                Send(life, _gate, scan);
            }
        }
    }

    private async void Send(SimLife life, DeviceGate gate, SimScan scan)
    {
        ValueTask<AdmissionResult> admitted = life.Desk.AdmitAsync(
            _identity,
            gate,
            new ScanMessage(scan.Epoch, scan.Sequence, null, Direction.In, CredentialKind.Qr, scan.Credential, scan.Temperature),
            this);
        life.Appended();
        AdmissionResult result = await admitted.ConfigureAwait(false);
        if (life.IsOver)
        {
            return;
        }

        _ = _inFlight.Remove(scan);
        if (result.IsKept)
        {
            world.Truth.Acknowledged(scan);
        }

        // Sometimes the acknowledgement is lost on the way, and the device sends again what is kept.
        if (result.IsKept && world.Random.Next(20) > 0)
        {
            _ = _held.Remove(scan);
            Push();
        }
        else if (!_isRetrying)
        {
            // Nothing newer goes before what was refused has been sent again.
            _isRetrying = true;
            world.Agenda.After(TimeSpan.FromMilliseconds(200 + world.Random.Next(500)), () =>
            {
                _isRetrying = false;
                Push();
            });
        }
    }
}
