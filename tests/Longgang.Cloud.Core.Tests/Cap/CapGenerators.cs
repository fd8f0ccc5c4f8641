using CsCheck;
using Longgang.Cloud.Core.Cap;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Cap;

/// <summary>Messages and announcements of every shape.</summary>
internal static class CapGenerators
{
    private const string Letters = "abz AZ09-_.,;:<>&\"'\t\n\r/@%雨请é€😀";

    public static Gen<DateTimeOffset> Time { get; } =
        Gen.Select(Gen.Int[0, 2_000_000_000], Gen.Int[-56, 56]).Select((seconds, quarters) =>
            new DateTimeOffset(2000, 1, 2, 0, 0, 0, TimeSpan.Zero).AddSeconds(seconds).ToOffset(TimeSpan.FromMinutes(15 * quarters)));

    // Whole characters: a half of a surrogate pair cannot be written, which another test looks at.
    public static Gen<string> Words { get; } =
        Gen.Int[0, Letters.EnumerateRunes().Count() - 1].Array[0, 30].Select(at => "x" + string.Concat(at.Select(i => Letters.EnumerateRunes().ElementAt(i))));

    public static Gen<string> Name { get; } = Gen.Char["abzAZ09-_.:@/雨"].Array[1, 20].Select(chars => new string(chars));

    public static Gen<CapReference> Reference { get; } = Gen.Select(Name, Name, Time).Select((sender, identifier, sent) => new CapReference(sender + "~", identifier, sent));

    public static Gen<CapPoint> Point { get; } = Gen.Select(Gen.Int[-90_000_000, 90_000_000], Gen.Int[-180_000_000, 180_000_000]).Select((y, x) => new CapPoint(y / 1_000_000m, x / 1_000_000m));

    public static Gen<IReadOnlyList<CapPoint>> Ring { get; } = Point.Array[3, 12].Where(points => points.Distinct().Count() == points.Length).Select(points => (IReadOnlyList<CapPoint>)[.. points, points[0]]);

    public static Gen<CapAlert> Alert { get; } = Gen.Select(
        Gen.Select(Name, Name, Time, Gen.Enum<CapStatus>(), Gen.Enum<CapMessageType>(), Gen.Enum<CapScope>()),
        Gen.Select(Maybe(Words), Words, Words.Where(part => !part.Contains('"', StringComparison.Ordinal)).Array[1, 3], Words.Array[0, 2], Maybe(Words), Reference.Array[1, 3]),
        Info.Array[0, 3]).Select((head, rest, infos) => new CapAlert(head.Item1, head.Item2, head.Item3, head.Item4, head.Item5, head.Item6)
        {
            Source = rest.Item1,
            Restriction = rest.Item2,
            Addresses = rest.Item3,
            Codes = rest.Item4,
            Note = rest.Item5,
            References = rest.Item6,
            Incidents = rest.Item3,
            Infos = infos,
        });

    /// <summary>Announcements that CAP has words for, in the form in which the mapper makes them.</summary>
    public static Gen<CapAnnouncement> Announcement { get; } = Gen.Select(
        Gen.Select(Reference, OneOf(CapMessageType.Alert, CapMessageType.Update, CapMessageType.Cancel), OneOf(CapHandling.Broadcast, CapHandling.Drill, CapHandling.Draft), Words),
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 9], Gen.Int[0, 100_000], Gen.Int[1, 100_000], Maybe(Time)),
        Gen.Select(OneOf("zh-CN", "en", "yue"), Words, Maybe(Audio)).Array[1, 3],
        Gen.Select(OneOf("440307", "440307015", "440307015001").Array[0, 3], NarrowRing.Array[0, 3]).Where((codes, rings) => codes.Length + rings.Length > 0),
        Gen.Select(Words.Array[1, 1], Reference.Array[1, 2])).Select((head, numbers, contents, where, rest) => new CapAnnouncement(head.Item1, 1, head.Item2, head.Item3)
        {
            Event = head.Item4,
            Level = (Severity)numbers.Item1,
            Priority = head.Item3 == CapHandling.Drill ? (uint)numbers.Item2 % 2 : (uint)numbers.Item2,
            Effective = head.Item1.Sent.AddSeconds(numbers.Item3),
            Expires = head.Item1.Sent.AddSeconds(numbers.Item3 + numbers.Item4),
            Onset = numbers.Item5,
            Contents = [.. contents.Select(content => new CapContent(content.Item1, CapSpeech.Sentence(content.Item2, CapSpeech.IsCjk(content.Item1)), content.Item3))],
            Audience = Audience(where.Item1, where.Item2),
            Places = rest.Item1,
            References = head.Item2 == CapMessageType.Alert ? [] : rest.Item2,
        });

    private static Gen<CapInfo> Info => Gen.Select(
        Gen.Select(Words, Gen.Enum<CapUrgency>(), Gen.Enum<CapSeverity>(), Gen.Enum<CapCertainty>(), OneOf("en-US", "zh-CN", "i-klingon")),
        Gen.Select(Gen.Enum<CapCategory>().Array[1, 3], Gen.Enum<CapResponseType>().Array[0, 2], Maybe(Words), NamedValue.Array[0, 2], Maybe(Time), Maybe(Time), Maybe(Time)),
        Gen.Select(Maybe(Words), Maybe(Words), Maybe(Words), Maybe(Words), Maybe(Gen.Const("https://lg.example/a?b=c&d=e#f")), Maybe(Words)),
        Gen.Select(NamedValue.Array[0, 2], Resource.Array[0, 2], Area.Array[0, 2])).Select((head, middle, words, lists) => new CapInfo(head.Item1, head.Item2, head.Item3, head.Item4)
        {
            Language = head.Item5,
            Categories = middle.Item1,
            ResponseTypes = middle.Item2,
            Audience = middle.Item3,
            EventCodes = middle.Item4,
            Effective = middle.Item5,
            Onset = middle.Item6,
            Expires = middle.Item7,
            SenderName = words.Item1,
            Headline = words.Item2,
            Description = words.Item3,
            Instruction = words.Item4,
            Web = words.Item5,
            Contact = words.Item6,
            Parameters = lists.Item1,
            Resources = lists.Item2,
            Areas = lists.Item3,
        });

    private static Gen<CapNamedValue> NamedValue => Gen.Select(Words, Gen.OneOf(Words, Gen.Const(string.Empty))).Select((name, value) => new CapNamedValue(name, value));

    private static Gen<CapResource> Resource => Gen.Select(Words, OneOf("audio/wav", "image/svg+xml"), Maybe(OneOf("a.wav", "https://lg.example/a.wav")), Gen.Byte.Array[1, 40], Gen.Bool)
        .Select((description, type, uri, content, has) => new CapResource(description, type)
        {
            Uri = uri,
            Bytes = has ? content.Length : null,
            Content = has ? Convert.ToBase64String(content) : null,
            Digest = has ? "abc" : null,
        });

    private static Gen<CapArea> Area => Gen.Select(Words, Ring.Array[0, 2], Gen.Select(Point, Gen.Int[0, 100_000]).Array[0, 2], NamedValue.Array[0, 2], Gen.Int[-100, 10_000], Gen.Int[0, 2])
        .Select((description, rings, circles, codes, feet, heights) => new CapArea(description)
        {
            Polygons = rings,
            Circles = [.. circles.Select(circle => new CapCircle(circle.Item1, circle.Item2 / 100m))],
            Geocodes = codes,
            AltitudeFeet = heights > 0 ? feet / 4m : null,
            CeilingFeet = heights > 1 ? (feet / 4m) + 1 : null,
        });

    private static Gen<CapAudio> Audio => Gen.Select(Gen.Byte.Array[1, 20], Gen.Bool).Select((content, inline) => inline
        ? new CapAudio("audio/wav", null, content, content.Length, System.Security.Cryptography.SHA256.HashData(content))
        : new CapAudio("audio/wav", new Uri("https://lg.example/a.wav"), null, null, null));

    // In the way that audiences allow: no two points half the Earth apart.
    private static Gen<Polygon> NarrowRing => Gen.Select(Gen.Int[22_000_000, 23_000_000], Gen.Int[113_000_000, 115_000_000]).Select((y, x) => new Point { LatitudeE6 = y, LongitudeE6 = x })
        .Array[3, 8].Where(points => points.Distinct().Count() == points.Length).Select(points => new Polygon { Points = { points } });

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<T?> Maybe<T>(Gen<T> gen)
        where T : class => Gen.OneOf(gen.Select(value => (T?)value), Gen.Const((T?)null));

    private static Gen<DateTimeOffset?> Maybe(Gen<DateTimeOffset> gen) => Gen.OneOf(gen.Select(value => (DateTimeOffset?)value), Gen.Const((DateTimeOffset?)null));

    private static Audience Audience(string[] codes, Polygon[] rings)
    {
        var audience = new Audience();
        audience.Include.AddRange(codes.Distinct().Select(code => new Selector { Area = code }));
        audience.Include.AddRange(rings.Distinct().Select(ring => new Selector { Polygon = ring }));
        return audience;
    }
}
