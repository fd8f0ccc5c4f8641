namespace Longgang.Cloud.Core.Time;

/// <summary>Names in JSON.</summary>
public static class TimeBasisNames
{
    /// <summary>Name of a basis.</summary>
    public static string Of(TimeBasis basis) => basis switch
    {
        TimeBasis.Synchronized => "synchronized",
        TimeBasis.Holdover => "holdover",
        TimeBasis.Corrected => "corrected",
        TimeBasis.Bounded => "bounded",
        _ => "unsynchronized",
    };
}
