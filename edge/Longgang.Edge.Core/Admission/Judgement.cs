using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Rules;

namespace Longgang.Edge.Core.Admission;

/// <summary>A judged scan: what the device hears and what goes to the record lane. Nothing in it names the person.</summary>
/// <param name="Policy">The policy that decided.</param>
/// <param name="Verdict">For the device.</param>
/// <param name="Scan">For the record.</param>
public sealed record Judgement(ScreeningPolicy Policy, VerdictJson Verdict, Scan Scan);
