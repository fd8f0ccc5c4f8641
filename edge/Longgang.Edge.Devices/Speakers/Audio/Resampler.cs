using System.Numerics;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>
/// Changes the rate of audio by a ratio of whole numbers: a windowed sinc (Kaiser, about 70 dB) that lets through what lies below 0.9 of the lower of the two
/// half rates, evaluated only where there is an output. Keeps the time: output 0 is the moment of input 0. Takes input piece by piece.
/// </summary>
internal sealed class Resampler
{
    private const int MaxPhases = 700;
    private const int ZeroCrossings = 44;
    private const double Beta = 7;
    private const double Cutoff = 0.925;

    private readonly int _up;
    private readonly int _down;
    private readonly int _half;
    private readonly float[][] _filters;
    private float[] _held;
    private int _heldLength;
    private long _heldFrom;
    private long _read;
    private long _written;

    /// <summary>From one rate to another, Hz.</summary>
    public Resampler(int from, int to)
    {
        int divisor = (int)BigInteger.GreatestCommonDivisor(from, to);
        (_up, _down) = (to / divisor, from / divisor);
        double cutoff = Cutoff * Math.Min(1.0, (double)to / from);
        _half = (int)Math.Ceiling(ZeroCrossings / Math.Min(1.0, (double)to / from));
        _filters = new float[_up][];
        for (int phase = 0; phase < _up; phase++)
        {
            _filters[phase] = Filter(phase / (double)_up, cutoff);
        }

        // Before the first sample there was silence.
        _held = new float[4096 + (4 * _half)];
        _heldLength = _half;
        _heldFrom = -_half;
    }

    /// <summary>Whether audio of this rate can become the box's own.</summary>
    public static bool CanConvert(int from) => ClipFormat.Rate / (int)BigInteger.GreatestCommonDivisor(from, ClipFormat.Rate) <= MaxPhases;

    /// <summary>Takes input and adds what can be computed of the output.</summary>
    public void Write(ReadOnlySpan<float> input, List<float> output)
    {
        Append(input);
        _read += input.Length;
        Produce(output, long.MaxValue);
    }

    /// <summary>Adds the rest of the output: after the last sample there is silence.</summary>
    public void Flush(List<float> output)
    {
        Append(new float[_half + 1]);
        Produce(output, ((_read * _up) + _down - 1) / _down);
    }

    private void Append(ReadOnlySpan<float> input)
    {
        if (_heldLength + input.Length > _held.Length)
        {
            Array.Resize(ref _held, (_heldLength + input.Length) * 2);
        }

        input.CopyTo(_held.AsSpan(_heldLength));
        _heldLength += input.Length;
    }

    private void Produce(List<float> output, long end)
    {
        // Output n lies at input n·down/up; the filter reaches half − 1 samples back and half ahead.
        for (; _written < end; _written++)
        {
            long at = _written * _down / _up;
            int phase = (int)(_written * _down % _up);
            int start = (int)(at - _half + 1 - _heldFrom);
            if (start + (2 * _half) > _heldLength)
            {
                break;
            }

            output.Add(Dot(_held.AsSpan(start, 2 * _half), _filters[phase]));
        }

        int spent = (int)((_written * _down / _up) - _half + 1 - _heldFrom);
        if (spent > 0)
        {
            spent = Math.Min(spent, _heldLength);
            _held.AsSpan(spent, _heldLength - spent).CopyTo(_held);
            _heldLength -= spent;
            _heldFrom += spent;
        }
    }

    private static float Dot(ReadOnlySpan<float> samples, ReadOnlySpan<float> filter)
    {
        var sum = Vector<float>.Zero;
        int i = 0;
        for (; i <= samples.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            sum += new Vector<float>(samples[i..]) * new Vector<float>(filter[i..]);
        }

        float total = Vector.Sum(sum);
        for (; i < samples.Length; i++)
        {
            total += samples[i] * filter[i];
        }

        return total;
    }

    private float[] Filter(double fraction, double cutoff)
    {
        var taps = new double[2 * _half];
        for (int i = 0; i < taps.Length; i++)
        {
            double x = i - _half + 1 - fraction;
            double window = 1 - (x / _half * (x / _half));
            taps[i] = window <= 0 ? 0 : Sinc(cutoff * x) * Bessel(Beta * Math.Sqrt(window)) / Bessel(Beta);
        }

        double sum = taps.Sum(); // so that a constant stays what it is in every phase
        return [.. taps.Select(tap => (float)(tap / sum))];
    }

    private static double Sinc(double x) => Math.Abs(x) < 1e-9 ? 1 : Math.Sin(Math.PI * x) / (Math.PI * x);

    // Modified Bessel function of the first kind, order 0.
    private static double Bessel(double x)
    {
        double sum = 1;
        double term = 1;
        for (int k = 1; term > sum * 1e-12; k++)
        {
            term *= x / (2 * k) * (x / (2 * k));
            sum += term;
        }

        return sum;
    }
}
