using System.Globalization;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;

namespace Longgang.Edge.Core.Rules;

/// <summary>Judges a scan by the policy. Pure: the same facts give the same decision, in the simulation and at the gate.</summary>
public static class Screening
{
    /// <summary>Judges one scan.</summary>
    /// <param name="policy">All rules; nothing about people is decided elsewhere.</param>
    /// <param name="facts">What is known.</param>
    /// <param name="now">The box's wall clock.</param>
    public static Decision Decide(ScreeningPolicy policy, in ScreeningFacts facts, DateTimeOffset now)
    {
        ScreeningRules rules = policy.For(facts.Direction);
        var findings = new Findings();
        DateTimeOffset? asOf = null;

        // A record from the backlog is judged by the time at which the person stood there.
        DateTimeOffset at = facts.Clock.HappenedAt;
        JudgeZone(policy, facts, ref findings);
        JudgeHealth(policy, rules, facts.Health, at, now, ref findings, ref asOf);
        JudgeTemperature(rules.Temperature, facts.TemperatureCentiCelsius, ref findings);
        if (facts.OnWatchList)
        {
            findings.Add(Reason.ListWatch, rules.WatchList);
        }

        if (rules.OpeningHours is { } hours && !hours.Contains(TimeOnly.FromTimeSpan(at.ToOffset(policy.UtcOffset).TimeOfDay)))
        {
            findings.Add(Reason.OutsideOpeningHours, hours.Outside);
        }

        foreach (Reason reason in facts.Clock.Reasons)
        {
            findings.Add(reason, Verdict.Pass); // a wrong clock is no reason to refuse a person
        }

        bool open = policy.Opens.Contains(findings.Verdict) && (!facts.Clock.Late || policy.OpensWhenLate);
        return new Decision(findings.Verdict, findings.InOrder(), open, asOf, Choose(policy, findings, asOf));
    }

    private static void JudgeZone(ScreeningPolicy policy, in ScreeningFacts facts, ref Findings findings)
    {
        if (policy.MeasureAt(facts.Area) is not { } measure)
        {
            return;
        }

        Verdict verdict = (facts.Direction == Direction.Out ? policy.MeasuresOut : policy.MeasuresIn)[measure];
        Reason? reason = measure switch
        {
            ZoneMeasure.Lockdown => Reason.ZoneLockdown,
            ZoneMeasure.Control => Reason.ZoneControl,
            _ => null,
        };
        if (reason is { } named && verdict != Verdict.Pass)
        {
            findings.Add(named, verdict);
        }
    }

    private static void JudgeHealth(
        ScreeningPolicy policy, ScreeningRules rules, in HealthCodeResolution health, DateTimeOffset at, DateTimeOffset now, ref Findings findings, ref DateTimeOffset? asOf)
    {
        if (health.Outcome == HealthCodeOutcome.NotFound)
        {
            findings.Add(Reason.CodeUnknown, rules.Colours[HealthColour.Unspecified]);
            return;
        }

        if (health.Answer is not { } answer || (health.Stale && now - health.AsOf > rules.Service.StaleMaxAge))
        {
            findings.Add(Reason.ServiceUnreachable, Verdict.Pass);
            findings.Add(rules.Service.FailOpen ? Reason.FailOpen : Reason.FailClosed, rules.Service.FailOpen ? Verdict.Pass : Verdict.Deny);
            return;
        }

        if (health.Stale)
        {
            asOf = health.AsOf.ToOffset(policy.UtcOffset);
            findings.Add(Reason.DataStale, Verdict.Pass);
        }

        switch (answer.Colour)
        {
            case HealthColour.Red:
                findings.Add(Reason.CodeRed, rules.Colours[HealthColour.Red]);
                break;
            case HealthColour.Yellow:
                findings.Add(Reason.CodeYellow, rules.Colours[HealthColour.Yellow]);
                break;
            default:
                findings.Raise(rules.Colours[HealthColour.Green]);
                break;
        }

        JudgeTest(rules.Test, answer, at, ref findings);
    }

    private static void JudgeTest(TestRule rule, HealthCodeAnswer answer, DateTimeOffset at, ref Findings findings)
    {
        if (answer.TestResult == TestResult.Positive)
        {
            findings.Add(Reason.TestPositive, rule.Positive);
            return;
        }

        if (rule.MaxAge is not { } maxAge || (answer.TestedAt is { } tested && at - tested <= maxAge))
        {
            return;
        }

        if (rule.SamplingMaxAge is { } samplingMaxAge && answer.SampledAt is { } sampled && at - sampled <= samplingMaxAge)
        {
            findings.Add(Reason.SamplingRecord, Verdict.Pass);
        }
        else if (answer.TestedAt is null)
        {
            findings.Add(Reason.TestMissing, rule.Missing);
        }
        else
        {
            findings.Add(Reason.TestExpired, rule.Expired);
        }
    }

    private static void JudgeTemperature(TemperatureRule rule, int? temperature, ref Findings findings)
    {
        if (temperature is null)
        {
            if (rule.Required)
            {
                findings.Add(Reason.TemperatureMissing, rule.Missing);
            }
        }
        else if (temperature >= rule.ThresholdCentiCelsius)
        {
            findings.Add(Reason.TemperatureHigh, rule.High);
        }
    }

    private static Words Choose(ScreeningPolicy policy, in Findings findings, DateTimeOffset? asOf)
    {
        Words words = findings.Deciding is { } reason && policy.Words.Reasons.TryGetValue(reason, out Words? telling)
            ? telling
            : policy.Words.Verdicts[findings.Verdict];
        return asOf is { } at && policy.Words.Stale is { } stale
            ? words with { Show = words.Show + stale.Replace("{asOf}", at.ToOffset(policy.UtcOffset).ToString("HH:mm", CultureInfo.InvariantCulture), StringComparison.Ordinal) }
            : words;
    }
}
