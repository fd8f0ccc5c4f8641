using System.Diagnostics;
using System.Text;
using Longgang.Cloud.Core.Cap;

namespace Longgang.Cloud.Core.Tests.Cap;

/// <summary>Documents that are made to hurt: each is answered with a problem, in bounded time and memory, and fetches nothing.</summary>
public sealed class CapAttackTests
{
    private const string Start = "<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\">";

    // A machine under load takes several times what one document takes by itself (some 30 ms); a bomb that goes off takes minutes and gigabytes.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private const long MostAllocated = 64L * 1024 * 1024;

    public static TheoryData<string> Attacks => [.. Documents.Keys];

    private static Dictionary<string, (Func<byte[]> Document, string Reason)> Documents => new()
    {
        ["billion laughs"] = (() => Text(Laughs()), CapReason.Doctype),
        ["quadratic blow-up"] = (() => Text($"<!DOCTYPE a [<!ENTITY x \"{new string('x', 200_000)}\">]>{Start}<note>{Repeat("&x;", 100_000)}</note></alert>"), CapReason.Doctype),
        ["external entity"] = (() => Text($"<!DOCTYPE a [<!ENTITY x SYSTEM \"http://127.0.0.1:9/\">]>{Start}<note>&x;</note></alert>"), CapReason.Doctype),
        ["external subset"] = (() => Text($"<!DOCTYPE a SYSTEM \"http://127.0.0.1:9/x.dtd\">{Start}</alert>"), CapReason.Doctype),
        ["parameter entity"] = (() => Text($"<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///dev/zero\"> %x;]>{Start}</alert>"), CapReason.Doctype),
        ["deep nesting"] = (() => Text(Start + Repeat("<a>", 300_000)), CapReason.TooDeep),
        ["deep nesting in a signature"] = (() => Text($"{Start}<Signature xmlns=\"{CapNames.Signature}\">{Repeat("<a>", 300_000)}"), CapReason.TooDeep),
        ["many elements"] = (() => Text(Start + Repeat("<a/>", 250_000) + "</alert>"), CapReason.TooMany),
        ["many attributes"] = (() => Text($"<alert xmlns=\"{CapNames.Namespace}\" {string.Join(' ', Enumerable.Range(0, 80_000).Select(i => $"a{i}=\"\""))}/>"), CapReason.TooMany),
        ["many namespaces"] = (() => Text($"<alert xmlns=\"{CapNames.Namespace}\" {string.Join(' ', Enumerable.Range(0, 60_000).Select(i => $"xmlns:a{i}=\"u\""))}/>"), CapReason.TooMany),
        ["huge attribute"] = (() => Text($"<alert xmlns=\"{CapNames.Namespace}\" a=\"{new string('x', 1_000_000)}\"/>"), CapReason.UnknownAttribute),
        ["huge name"] = (() => Text($"{Start}<{new string('x', 500_000)}/></alert>"), CapReason.UnknownElement),
        ["many points"] = (() => Text(CapDocuments.Text("rainstorm-alert").Replace("<geocode>", $"<polygon>{Repeat("1,1 ", 200_000)}</polygon><geocode>", StringComparison.Ordinal)), CapReason.TooMany),
        ["many references"] = (() => Text(CapDocuments.Text("ack").Replace("<references>", $"<references>{Repeat("a,b ", 200_000)}", StringComparison.Ordinal)), CapReason.Reference),
        ["pieces of text"] = (() => Text($"{Start}<identifier>{Repeat("a<!---->", 120_000)}</identifier></alert>"), CapReason.Missing),
        ["too large"] = (() => Text(Start + new string(' ', 2_000_000)), CapReason.TooLarge),
        ["half a character"] = (() => [.. Text(Start), 0xED, 0xA0, 0x80], CapReason.Encoding),
        ["overlong character"] = (() => [.. Text(Start), 0xC0, 0xBC], CapReason.Encoding),
        ["UTF-32"] = (() => new UTF32Encoding(bigEndian: true, byteOrderMark: true).GetPreamble(), CapReason.Encoding),
        ["UTF-7"] = (() => Text($"<?xml version=\"1.0\" encoding=\"UTF-7\"?>{Start}</alert>"), CapReason.Encoding),
        ["XML 1.1"] = (() => Text($"<?xml version=\"1.1\"?>{Start}</alert>"), CapReason.Malformed),
        ["no end"] = (() => Text($"{Start}<![CDATA["), CapReason.Malformed),
    };

    [Theory]
    [MemberData(nameof(Attacks))]
    public void Read_Attack_IsAnsweredWithinBounds(string name)
    {
        byte[] document = Documents[name].Document();
        CapReader.Read(CapDocuments.Read("rainstorm-alert"), [], CapDocuments.Now); // what is loaded once is not the attack's

        long before = GC.GetAllocatedBytesForCurrentThread();
        long started = Stopwatch.GetTimestamp();
        CapReading reading = CapReader.Read(document, [], CapDocuments.Now);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {document.Length} bytes, {took.TotalMilliseconds:0.0} ms, {allocated / 1024} KiB");

        Assert.Null(reading.Alert);
        Assert.Contains(reading.Problems, problem => problem.Reason == Documents[name].Reason);
        Assert.True(took < Patience, $"it took {took}");
        Assert.True(allocated < MostAllocated, $"it allocated {allocated} bytes");
        Assert.All(reading.Problems, problem => Assert.True(problem.ToString().Length < 1_000, "what came in is shown shortened"));
    }

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    private static string Repeat(string part, int times) => new StringBuilder(part.Length * times).Insert(0, part, times).ToString();

    private static string Laughs() =>
        "<!DOCTYPE a [<!ENTITY x0 \"ha\">" + string.Concat(Enumerable.Range(1, 12).Select(i => $"<!ENTITY x{i} \"{Repeat($"&x{i - 1};", 10)}\">")) + $"]>{Start}<note>&x12;</note></alert>";
}
