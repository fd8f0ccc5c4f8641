using CsCheck;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Time;

/// <summary>
/// One boot of a machine whose wall clock is set, lost, found and told lies by its source, whose process restarts and whose alert lane is full at times.
/// Once the true time is known, whatever was stamped at any time of the boot must read as it truly was.
/// </summary>
public sealed class ClockWatchModelTests
{
    private const long Second = 1_000_000;
    private const long Truth = 1_647_216_000 * Second; // at the start of the boot

    private enum Step
    {
        Wait,
        Synchronise,
        SynchroniseWrongly,
        LoseTheSource,
        SetByHand,
        Restart,
        Crash,
        LaneFull,
    }

    [Fact]
    public void History_Any_ReadsTrulyOnceTheTimeIsKnown() =>
        Gen.Select(Gen.Enum<Step>(), Gen.Int[-20, 20]).Array[0, 30].Sample(
            steps =>
            {
                var machine = new Machine();
                foreach ((Step step, int years) in steps)
                {
                    machine.Run(step, years == 0 ? 1 : years);
                }

                machine.Run(Step.Synchronise, 0);
                return machine.WorstError() <= ClockWatch.Tolerance.TotalMicroseconds;
            },
            iter: 20_000);

    private sealed class Machine
    {
        private readonly List<(ulong Monotonic, long Wall, ClockQuality Quality)> _stamps = [];
        private readonly List<ClockCorrection> _sent = [];
        private ulong _monotonic = 3 * Second;
        private long _off = -Truth; // the wall clock begins in 1970
        private ClockQuality _quality = ClockQuality.Unsynchronized;
        private ClockState _state = ClockState.Fresh;
        private ClockState _saved = ClockState.Fresh;

        public Machine() => Look(laneFull: false);

        public void Run(Step step, int years)
        {
            // Seldom enough that no drift explains a step of years, often enough that the looks between count.
            _monotonic += (ulong)(7 * Second);
            Stamp();
            switch (step)
            {
                case Step.Synchronise:
                    (_off, _quality) = (0, ClockQuality.Synchronized);
                    break;
                case Step.SynchroniseWrongly:
                    (_off, _quality) = (years * 365L * 24 * 3600 * Second, ClockQuality.Synchronized);
                    break;
                case Step.LoseTheSource when _quality == ClockQuality.Synchronized:
                    _quality = ClockQuality.Holdover;
                    break;
                case Step.SetByHand:
                    // The kernel stops vouching for a clock that is set (ntp_clear).
                    _off += years * 30L * 24 * 3600 * Second;
                    _quality = _quality == ClockQuality.Unsynchronized ? _quality : ClockQuality.Holdover;
                    break;
                case Step.Restart:
                    _saved = _state;
                    _state = _saved.Resumed();
                    break;
                case Step.Crash:
                    _state = _saved.Resumed();
                    break;
                default:
                    break;
            }

            Look(step == Step.LaneFull);
            Stamp();
        }

        public double WorstError() => _stamps.Max(stamp => Math.Abs((double)(Read(stamp.Monotonic, stamp.Wall) - (Truth + (long)stamp.Monotonic))));

        /// <summary>As the cloud reads a stamp (docs/wire.md).</summary>
        private long Read(ulong monotonic, long wall)
        {
            ClockCorrection? covering = _sent.Where(c => c.FromMonotonicUs <= monotonic && monotonic < c.ToMonotonicUs).MaxBy(c => c.ToMonotonicUs);
            if (covering is null)
            {
                return wall;
            }

            double part = (double)(monotonic - covering.FromMonotonicUs) / (covering.ToMonotonicUs - covering.FromMonotonicUs);
            return covering.FromUnixUs + (long)(part * (covering.ToUnixUs - covering.FromUnixUs));
        }

        private void Stamp() => _stamps.Add((_monotonic, Truth + (long)_monotonic + _off, _quality));

        private void Look(bool laneFull)
        {
            _monotonic += (ulong)(Second / 2);
            ClockChange change = ClockWatch.Next(_state, new ClockPoint(_monotonic, Truth + (long)_monotonic + _off), _quality);
            if (change.Correction is { } correction)
            {
                if (laneFull)
                {
                    return;
                }

                _sent.Add(correction);
            }

            bool saves = change.Correction is not null || _state.Last is null || _state.Lost != change.State.Lost || _state.Disturbed != change.State.Disturbed;
            _state = change.State;
            _saved = saves ? _state : _saved;
        }
    }
}
