using System.Text;
using CsCheck;
using Longgang.Cloud.Core.Cap;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Tests.Cap;

public sealed class CapWriterTests
{
    [Fact]
    public void Write_AnyMessage_IsReadAsWhatItWas() => CapGenerators.Alert.Sample(
        alert =>
        {
            CapWriting writing = CapWriter.Write(alert);
            Assert.Empty(writing.Problems);

            CapReading reading = CapReader.Read(writing.Document, [], CapDocuments.Now);

            Assert.Empty(reading.Problems);
            Assert.Equivalent(alert, reading.Alert, strict: true);
        },
        iter: 1_000);

    [Fact]
    public void Write_AnyMessage_IsAcceptedByXmllint()
    {
        Assert.SkipUnless(File.Exists("/usr/bin/xmllint"), "xmllint is not installed (Debian: libxml2-utils)");
        string folder = Directory.CreateTempSubdirectory("cap").FullName;
        int count = 0;
        CapGenerators.Alert.Sample(
            alert => File.WriteAllBytes(Path.Combine(folder, $"{count++}.xml"), CapWriter.Write(alert).Document!),
            iter: 200,
            threads: 1);

        Assert.All(Directory.EnumerateFiles(folder), path => Assert.Equal((path, "accepted"), (path, CapPeerTests.Xmllint(path))));
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Compose_AnyAnnouncement_ComesBackAsItWas() => CapGenerators.Announcement.Sample(
        announcement =>
        {
            CapComposition composition = CapComposer.Compose(announcement, new CapIssuer("龙岗区"), CapProfile.Default);
            Assert.Empty(composition.Problems);
            CapReading reading = CapReader.Read(CapWriter.Write(composition.Alert!).Document!, [], CapDocuments.Now);

            CapMapping mapping = CapMapper.Map(reading.Alert!, CapProfile.Default, announcement.Effective);

            Assert.Empty(mapping.Problems);
            CapAnnouncement back = Assert.Single(mapping.Announcements);
            Assert.Equivalent(announcement with { Audience = null }, back with { Audience = null }, strict: true);
            Assert.Equal(Selectors(announcement.Audience!), Selectors(back.Audience!));
        },
        iter: 1_000);

    [Fact]
    public void Compose_AudienceBeyondAreas_IsAProblem()
    {
        CapAnnouncement announcement = CapMapper.Map(CapReader.Read(CapDocuments.Read("rainstorm-alert"), [], CapDocuments.Now).Alert!, CapProfile.Default, CapDocuments.Now).Announcements[0];
        Audience[] audiences =
        [
            new() { Include = { new Selector { Label = "学校" } } },
            new() { Include = { new Selector { Area = "440307", Label = "学校" } } },
            new() { Include = { new Selector { Device = "s-1" } } },
            new() { Include = { new Selector { Area = "440307" } }, Exclude = { new Selector { Area = "440307015" } } },
            new() { Include = { new Selector { Area = "440307", Polygon = new Polygon { Points = { new Point() } } } } },
        ];

        Assert.All(audiences, audience =>
        {
            CapComposition composition = CapComposer.Compose(announcement with { Audience = audience }, new CapIssuer(null), CapProfile.Default);
            Assert.Null(composition.Alert);
            Assert.All(composition.Problems, problem => Assert.Equal(CapReason.Inexpressible, problem.Reason));
        });
    }

    [Theory]
    [InlineData(0x07)]
    [InlineData(0xFFFE)]
    [InlineData(0xD83D)] // half of a pair
    public void Write_WhatXmlCannotHold_IsAProblem(int character)
    {
        CapWriting writing = CapWriter.Write(CapReader.Read(CapDocuments.Read("rainstorm-alert"), [], CapDocuments.Now).Alert! with { Note = "a" + (char)character });

        Assert.Null(writing.Document);
        Assert.Equal(CapReason.Characters, Assert.Single(writing.Problems).Reason);
    }

    [Fact]
    public void Write_WhatTheStandardForbids_IsAProblem()
    {
        CapAlert alert = CapReader.Read(CapDocuments.Read("rainstorm-alert"), [], CapDocuments.Now).Alert!;

        Assert.Equal(CapReason.Characters, Assert.Single(CapWriter.Write(alert with { Identifier = "a b" }).Problems).Reason);
        Assert.Equal(CapReason.Condition, Assert.Single(CapWriter.Write(alert with { MessageType = CapMessageType.Cancel }).Problems).Reason);
        Assert.Equal(CapReason.Quotes, Assert.Single(CapWriter.Write(alert with { Incidents = ["a \"b\""] }).Problems).Reason);
    }

    [Fact]
    public void Write_UtcTime_HasNoZ() => Assert.Contains(
        "<sent>2022-05-11T00:00:00-00:00</sent>",
        Encoding.UTF8.GetString(CapWriter.Write(CapReader.Read(CapDocuments.Read("utc-sent"), [], CapDocuments.Now).Alert!).Document!),
        StringComparison.Ordinal);

    // A message names codes before polygons: the order of selectors has no meaning.
    private static IEnumerable<string> Selectors(Audience audience) => audience.Include.Select(selector => selector.ToString()).Order(StringComparer.Ordinal);
}
