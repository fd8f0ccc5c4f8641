namespace Longgang.FirmwareSim.People;

/// <summary>
/// A random number that depends on nothing but (seed, who, what): every process computes the same people without storing them.
/// </summary>
public static class SplitMix
{
    public static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    public static ulong Of(int seed, int who, int what) => Mix(Mix(((ulong)(uint)seed << 32) | (uint)who) + (ulong)(uint)what);

    /// <summary>Uniform in [0, 1).</summary>
    public static double Fraction(int seed, int who, int what) => (Of(seed, who, what) >> 11) * (1.0 / (1UL << 53));
}
