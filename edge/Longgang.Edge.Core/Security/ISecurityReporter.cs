using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Security;

/// <summary>Where listeners report what security people want to see. Returns at once and never throws.</summary>
public interface ISecurityReporter
{
    /// <summary>Reports an incident.</summary>
    /// <param name="kind">What.</param>
    /// <param name="device">A registered device's id; empty for an unknown one, whose name anybody can choose.</param>
    /// <param name="detail">Words without personal data or secrets.</param>
    void Report(SecurityKind kind, string device, string detail);
}
