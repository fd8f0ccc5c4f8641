using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Rules;

/// <summary>Reads a policy file (deploy/policies/policy.schema.json). Every error is reported at once, each with its JSON path.</summary>
public static class ScreeningPolicyReader
{
    private const int MaxWordLength = 200;
    private const int MaxHours = 24 * 14;

    private static readonly Dictionary<string, Verdict> VerdictNames = Named<Verdict>(WireNames.Of);
    private static readonly Dictionary<string, Severity> SeverityNames = Named<Severity>(WireNames.Of);
    private static readonly Dictionary<string, ZoneMeasure> MeasureNames = new()
    {
        ["lockdown"] = ZoneMeasure.Lockdown,
        ["control"] = ZoneMeasure.Control,
        ["precaution"] = ZoneMeasure.Precaution,
    };

    private static readonly Dictionary<string, bool> FailNames = new() { ["fail-open"] = true, ["fail-closed"] = false };

    /// <summary>Reads and validates.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, [NotNullWhen(true)] out ScreeningPolicy? policy, out IReadOnlyList<PolicyError> errors)
    {
        var found = new List<PolicyError>();
        errors = found;
        policy = null;
        if (!Utf8.IsValid(utf8.Span))
        {
            found.Add(new PolicyError("$", "is not UTF-8."));
            return false;
        }

        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(utf8, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException e)
        {
            found.Add(new PolicyError("$", $"is not JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine})."));
            return false;
        }

        using (document)
        {
            ScreeningPolicy read = Read(new PolicyNode(document.RootElement, "$", found));
            policy = found.Count == 0 ? read : null;
            return policy is not null;
        }
    }

    private static ScreeningPolicy Read(PolicyNode root)
    {
        if (root.Exists && root.Whole("v", null, 1, 1) is null)
        {
            root.Fail("$.v", "must be 1, the version of this format.");
        }

        ScreeningRules rules = ReadRules(root.Member("rules", required: true), null);
        PolicyNode directions = root.Member("directions");
        PolicyNode into = directions.Member("in");
        PolicyNode outOf = directions.Member("out");
        PolicyNode measures = root.Member("measures");
        PolicyNode open = root.Member("open");
        PolicyNode clock = root.Member("clock");
        var policy = new ScreeningPolicy
        {
            Version = root.Text("version", 64, required: true) ?? string.Empty,
            UtcOffset = ReadOffset(root),
            In = into.Exists ? ReadRules(into, rules) : rules,
            Out = outOf.Exists ? ReadRules(outOf, rules) : rules,
            Zones = ReadZones(root),
            MeasuresIn = ReadMeasures(measures, "in"),
            MeasuresOut = ReadMeasures(measures, "out"),
            Opens = VerdictNames.Where(verdict => open.Flag(verdict.Key, verdict.Value != Verdict.Deny)).Select(verdict => verdict.Value).ToFrozenSet(),
            OpensWhenLate = open.Flag("late", false),
            ClockTolerance = TimeSpan.FromSeconds(clock.Whole("toleranceSeconds", 120, 1, 3600) ?? 120),
            Alerts = ReadAlerts(root.Member("alerts", required: true)),
            Words = ReadWords(root.Member("words", required: true)),
        };
        foreach (PolicyNode node in (PolicyNode[])[directions, open, clock, root])
        {
            node.RefuseOthers();
        }

        return policy;
    }

    private static TimeSpan ReadOffset(PolicyNode root)
    {
        string text = root.Text("utcOffset", 6) ?? "+08:00";
        if (text.Length == 6 && text[0] is '+' or '-' && TimeSpan.TryParseExact(text.AsSpan(1), @"hh\:mm", CultureInfo.InvariantCulture, out TimeSpan offset) && offset.TotalHours <= 14)
        {
            return text[0] == '-' ? -offset : offset;
        }

        root.Fail("$.utcOffset", "must be an offset like +08:00.");
        return TimeSpan.FromHours(8);
    }

    private static ScreeningRules ReadRules(PolicyNode node, ScreeningRules? inherited)
    {
        bool required = inherited is null;
        PolicyNode colours = node.Member("colours", required);
        PolicyNode test = node.Member("test", required);
        PolicyNode temperature = node.Member("temperature", required);
        PolicyNode service = node.Member("service", required);
        PolicyNode lists = node.Member("lists");
        Verdict Colour(string name, HealthColour colour) =>
            colours.Name(name, inherited?.Colours[colour], VerdictNames, required) ?? Verdict.Deny;

        var rules = new ScreeningRules
        {
            Colours = new Dictionary<HealthColour, Verdict>
            {
                [HealthColour.Green] = Colour("green", HealthColour.Green),
                [HealthColour.Yellow] = Colour("yellow", HealthColour.Yellow),
                [HealthColour.Red] = Colour("red", HealthColour.Red),
                [HealthColour.Unspecified] = Colour("unknown", HealthColour.Unspecified),
            }.ToFrozenDictionary(),
            Test = new TestRule(
                ReadTestAge(test, inherited?.Test.MaxAge),
                Hours(test.Whole("samplingMaxAgeHours", ToHours(inherited?.Test.SamplingMaxAge), 1, MaxHours, nullable: true)),
                test.Name("expired", inherited?.Test.Expired, VerdictNames, required) ?? Verdict.Deny,
                test.Name("missing", inherited?.Test.Missing, VerdictNames, required) ?? Verdict.Deny,
                test.Name("positive", inherited?.Test.Positive, VerdictNames, required) ?? Verdict.Deny),
            Temperature = new TemperatureRule(
                (int)(temperature.Whole(
                    "thresholdCentiCelsius",
                    inherited?.Temperature.ThresholdCentiCelsius ?? TemperatureRule.DefaultThreshold,
                    TemperatureRule.MinThreshold,
                    TemperatureRule.MaxThreshold) ?? TemperatureRule.DefaultThreshold),
                temperature.Flag("required", inherited?.Temperature.Required ?? false),
                temperature.Name("high", inherited?.Temperature.High, VerdictNames, required) ?? Verdict.Deny,
                temperature.Name("missing", inherited?.Temperature.Missing ?? Verdict.Warn, VerdictNames) ?? Verdict.Warn),
            OpeningHours = ReadHours(node, inherited?.OpeningHours),
            Service = new ServiceRule(
                service.Name("whenUnreachable", inherited?.Service.FailOpen, FailNames, required) ?? false,
                TimeSpan.FromMinutes(service.Whole("staleMaxAgeMinutes", (long?)inherited?.Service.StaleMaxAge.TotalMinutes ?? 720, 0, MaxHours * 60) ?? 0)),
            WatchList = lists.Name("watch", inherited?.WatchList ?? Verdict.Warn, VerdictNames) ?? Verdict.Warn,
        };
        foreach (PolicyNode part in (PolicyNode[])[colours, test, temperature, service, lists, node])
        {
            part.RefuseOthers();
        }

        return rules;
    }

    private static TimeSpan? ReadTestAge(PolicyNode test, TimeSpan? inherited)
    {
        long? hours = test.Whole("maxAgeHours", ToHours(inherited), 24, 72, nullable: true);
        if (hours is not (null or 24 or 48 or 72))
        {
            test.Fail(test.At("maxAgeHours"), "must be 24, 48, 72, or null for none.");
        }

        return Hours(hours);
    }

    private static OpeningHours? ReadHours(PolicyNode rules, OpeningHours? inherited)
    {
        if (rules.IsNull("openingHours"))
        {
            return null;
        }

        PolicyNode node = rules.Member("openingHours");
        if (!node.Exists)
        {
            return inherited;
        }

        var hours = new OpeningHours(
            node.TimeOfDay("from") ?? default,
            node.TimeOfDay("to") ?? default,
            node.Name<Verdict>("outside", null, VerdictNames, required: true) ?? Verdict.Deny);
        node.RefuseOthers();
        return hours;
    }

    private static List<ZoneRule> ReadZones(PolicyNode root)
    {
        var zones = new List<ZoneRule>();
        foreach (PolicyNode item in root.Items("zones"))
        {
            string? code = item.Text("area", 12, required: true);
            if (!AreaCode.TryParse(code, out AreaCode area) && code is not null)
            {
                item.Fail(item.At("area"), "must be an area code of 6, 9 or 12 digits.");
            }

            zones.Add(new ZoneRule(area, item.Name<ZoneMeasure>("measure", null, MeasureNames, required: true) ?? ZoneMeasure.Lockdown));
            item.RefuseOthers();
        }

        return zones;
    }

    private static FrozenDictionary<ZoneMeasure, Verdict> ReadMeasures(PolicyNode measures, string direction)
    {
        var verdicts = new Dictionary<ZoneMeasure, Verdict>();
        foreach ((string name, ZoneMeasure measure) in MeasureNames)
        {
            // 封控 stay at home, 管控 in but not out, 防范 no gatherings: the meaning of the words, until the file says otherwise.
            Verdict usual = measure == ZoneMeasure.Lockdown || (measure == ZoneMeasure.Control && direction == "out") ? Verdict.Deny : Verdict.Pass;
            PolicyNode node = measures.Member(name);
            verdicts[measure] = node.Name(direction, usual, VerdictNames) ?? usual;
            foreach (string other in node.Names().Where(other => other is not ("in" or "out")))
            {
                node.Fail(node.At(other), "is not known here.");
            }
        }

        measures.RefuseOthers();
        return verdicts.ToFrozenDictionary();
    }

    private static AlertRules ReadAlerts(PolicyNode node)
    {
        var categories = new Dictionary<AlertCategory, Severity>();
        PolicyNode named = node.Member("categories");
        foreach (string name in named.Names())
        {
            if (WireNames.ParseCategory(name) is { } category and not AlertCategory.Unspecified)
            {
                categories[category] = named.Name<Severity>(name, null, SeverityNames) ?? Severity.Blue;
            }
        }

        named.RefuseOthers();
        var flags = new Dictionary<string, Severity>(StringComparer.Ordinal);
        PolicyNode devices = node.Member("deviceFlags");
        foreach (string flag in devices.Names())
        {
            flags[flag] = devices.Name<Severity>(flag, null, SeverityNames) ?? Severity.Blue;
        }

        var rules = new AlertRules(TimeSpan.FromMinutes(node.Whole("mergeMinutes", 30, 0, 24 * 60) ?? 30), categories.ToFrozenDictionary(), flags.ToFrozenDictionary());
        node.RefuseOthers();
        return rules;
    }

    private static PolicyWords ReadWords(PolicyNode node)
    {
        var verdicts = new Dictionary<Verdict, Words>();
        foreach ((string name, Verdict verdict) in VerdictNames)
        {
            verdicts[verdict] = ReadWord(node.Member(name, required: true));
        }

        var reasons = new Dictionary<Reason, Words>();
        PolicyNode telling = node.Member("reasons");
        foreach (string name in telling.Names())
        {
            if (WireNames.ParseReason(name) is { } reason and not Reason.Unspecified)
            {
                reasons[reason] = ReadWord(telling.Member(name));
            }
        }

        telling.RefuseOthers();
        string? stale = node.Text("stale", MaxWordLength);
        node.RefuseOthers();
        return new PolicyWords(verdicts.ToFrozenDictionary(), reasons.ToFrozenDictionary(), stale);
    }

    private static Words ReadWord(PolicyNode node)
    {
        string show = node.Text("show", MaxWordLength, required: true) ?? string.Empty;
        string say = node.Text("say", MaxWordLength) ?? show;
        node.RefuseOthers();
        return new Words(show, say);
    }

    private static TimeSpan? Hours(long? hours) => hours is { } number ? TimeSpan.FromHours(number) : null;

    private static long? ToHours(TimeSpan? time) => time is { } span ? (long)span.TotalHours : null;

    private static Dictionary<string, T> Named<T>(Func<T, string> name)
        where T : struct, Enum => Enum.GetValues<T>().Where(value => Convert.ToInt32(value, CultureInfo.InvariantCulture) != 0).ToDictionary(name);
}
