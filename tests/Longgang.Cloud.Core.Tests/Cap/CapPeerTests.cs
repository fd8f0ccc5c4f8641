using System.Diagnostics;
using System.Xml;
using System.Xml.Schema;

namespace Longgang.Cloud.Core.Tests.Cap;

/// <summary>Two validators that share no code with the reader, fed with the schema as we wrote it down: the test set says of each document what they say.</summary>
public sealed class CapPeerTests
{
    private static readonly XmlSchemaSet Schemas = Compile();

    // libxml2 2.9 lets info follow the signature, which the other validator and the schema's sequence do not.
    private const string LetPassByXmllint = "signature-before-info";

    // XML Schema has 24:00:00 and no zone beyond 14:00; .NET has it the other way round.
    private const string RefusedByThePlatform = "end-of-day";
    private const string LetPassByThePlatform = "sent-far-zone";

    [Fact]
    public void Xmllint_OfTheTestSet_SaysWhatTheTableSays()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xmllint"), "xmllint is not installed (Debian: libxml2-utils)");

        Assert.All(CapDocuments.Valid, name => Assert.Equal((name, "accepted"), (name, Xmllint("valid", name))));
        Assert.All(
            CapDocuments.Expected.Where(row => row.Value.Peer != "skipped" && row.Key != LetPassByXmllint),
            row => Assert.Equal((row.Key, row.Value.Peer), (row.Key, Xmllint("invalid", row.Key))));
    }

    [Fact]
    public void SchemaOfThePlatform_OfTheTestSet_SaysWhatTheTableSays()
    {
        Assert.All(CapDocuments.Valid.Where(name => name != RefusedByThePlatform), name => Assert.Equal((name, "accepted"), (name, Platform("valid", name))));
        Assert.All(
            CapDocuments.Expected.Where(row => row.Value.Peer != "skipped" && row.Key != LetPassByThePlatform),
            row => Assert.Equal((row.Key, row.Value.Peer), (row.Key, Platform("invalid", row.Key))));
    }

    internal static string Xmllint(string kind, string name) => Xmllint(CapDocuments.PathOf(kind, name));

    internal static string Xmllint(string path)
    {
        using Process process = Process.Start(new ProcessStartInfo("/usr/bin/xmllint", ["--nonet", "--noout", "--schema", CapDocuments.Schema, path])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? "accepted" : "refused";
    }

    private static XmlSchemaSet Compile()
    {
        var schemas = new XmlSchemaSet { XmlResolver = null };
        using (var schema = XmlReader.Create(CapDocuments.Schema))
        {
            schemas.Add(null, schema);
        }

        schemas.Compile();
        return schemas;
    }

    private static string Platform(string kind, string name) => Platform(File.ReadAllBytes(CapDocuments.PathOf(kind, name)));

    internal static string Platform(byte[] document)
    {
        try
        {
            var settings = new XmlReaderSettings { ValidationType = ValidationType.Schema, XmlResolver = null, Schemas = Schemas };
            settings.ValidationFlags |= XmlSchemaValidationFlags.ReportValidationWarnings;

            // Warnings are about elements that no schema knows: a document of another namespace is one. Inside signatures they are meant to be.
            settings.ValidationEventHandler += (_, e) =>
            {
                if (e.Severity == XmlSeverityType.Error || !e.Message.Contains("xmldsig", StringComparison.Ordinal))
                {
                    throw e.Exception;
                }
            };
            using var reader = XmlReader.Create(new MemoryStream(document), settings);
            while (reader.Read())
            {
                // Validation happens on the way.
            }

            return "accepted";
        }
        catch (Exception e) when (e is XmlException or XmlSchemaException)
        {
            return "refused";
        }
    }
}
