using Longgang.Contracts.Device;

namespace Longgang.Edge.Core.Admission;

/// <summary>How a message of a device ended.</summary>
/// <param name="Status">Kept or not.</param>
/// <param name="Verdict">With a scan, the verdict if it is known.</param>
/// <param name="Refusal">Set when it was not kept.</param>
public readonly record struct AdmissionResult(AdmissionStatus Status, VerdictJson? Verdict, Refusal? Refusal)
{
    /// <summary>Whether the box has it.</summary>
    public bool IsKept => Status is AdmissionStatus.Kept or AdmissionStatus.KeptBefore;
}
