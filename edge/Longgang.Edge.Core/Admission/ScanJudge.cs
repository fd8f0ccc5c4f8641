using Google.Protobuf;
using Longgang.Contracts.Device;
using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Admission;

/// <summary>Finds out what is known about a scan and judges it. The credential goes no further than here.</summary>
public sealed class ScanJudge(PolicyHolder policies, IHealthCodeResolver healthCodes, PersonKey people)
{
    /// <summary>The policy in force.</summary>
    public ScreeningPolicy Policy => policies.Current;

    /// <summary>Judges a scan.</summary>
    public async ValueTask<Judgement> JudgeAsync(DeviceIdentity device, DeviceClock clock, ScanMessage scan, EventStamp stamp)
    {
        ScreeningPolicy policy = policies.Current;
        HealthCodeResolution health = await healthCodes.ResolveAsync(scan.Credential, scan.CredentialValue, CancellationToken.None).ConfigureAwait(false);

        // A box that does not know the time finds no fault with the clocks of others.
        DateTimeOffset? said = stamp.KnowsTheTime ? scan.Time : null;
        var facts = new ScreeningFacts(
            scan.Direction, device.Area, scan.TemperatureCentiCelsius, health, clock.Read(said, stamp.Wall, policy.ClockTolerance));
        Decision decision = Screening.Decide(policy, facts, stamp.Wall);
        return new Judgement(policy, ToJson(scan, decision), ToRecord(policy, scan, health, decision));
    }

    private Scan ToRecord(ScreeningPolicy policy, ScanMessage message, HealthCodeResolution health, Decision decision)
    {
        var scan = new Scan
        {
            Direction = message.Direction,
            Credential = message.Credential,
            TemperatureCentiCelsius = message.TemperatureCentiCelsius ?? 0,
            Verdict = decision.Verdict,
            GateOpened = decision.Open,
            AsOfUnixS = decision.AsOf?.ToUnixTimeSeconds() ?? 0,
            Policy = policy.Version,
        };
        scan.Reasons.AddRange(decision.Reasons);
        if (health.Answer is { } answer)
        {
            scan.Colour = answer.Colour;
            scan.TestResult = answer.TestResult;
            scan.TestedUnixS = answer.TestedAt?.ToUnixTimeSeconds() ?? 0;
            scan.SampledUnixS = answer.SampledAt?.ToUnixTimeSeconds() ?? 0;
            scan.Person = ByteString.CopyFrom(answer.Person.Span);
            scan.Masked = answer.Masked;
        }

        if (scan.Person.IsEmpty && message.Credential == CredentialKind.IdCard)
        {
            // The card itself says who it is, also when nobody can be asked.
            scan.Person = ByteString.CopyFrom(people.Hash(message.CredentialValue));
            scan.Masked = IdentityNumber.Mask(message.CredentialValue);
        }

        return scan;
    }

    private static VerdictJson ToJson(ScanMessage scan, Decision decision) => new()
    {
        Epoch = scan.Epoch,
        Sequence = scan.Sequence,
        Verdict = WireNames.Of(decision.Verdict),
        Reasons = [.. decision.Reasons.Select(WireNames.Of)],
        Open = decision.Open,
        AsOf = decision.AsOf,
        Show = decision.Words.Show,
        Say = decision.Words.Say,
    };
}
