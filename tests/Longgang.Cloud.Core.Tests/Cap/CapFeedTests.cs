using System.Xml.Linq;
using Longgang.Cloud.Core.Cap;

namespace Longgang.Cloud.Core.Tests.Cap;

public sealed class CapFeedTests
{
    private static readonly XNamespace Atom = "http://www.w3.org/2005/Atom";

    private static readonly CapFeed Feed = new(new Uri("https://lg.example/cap/feed"), "龙岗区公共广播", "龙岗区应急管理局");

    [Fact]
    public void Write_Documents_AreEntriesWithWhatRfc4287Requires()
    {
        string[] names = ["rainstorm-alert", "update", "cancel-without-words"];
        CapFeedEntry[] entries = [.. names.Select(name => new CapFeedEntry(CapReader.Read(CapDocuments.Read(name), [], CapDocuments.Now).Alert!, new Uri($"https://lg.example/cap/{name}")))];

        XElement feed = XDocument.Load(new MemoryStream(Feed.Write(entries, CapDocuments.Now))).Root!;

        Assert.Equal(Atom + "feed", feed.Name);
        Assert.All([feed, .. feed.Elements(Atom + "entry")], element =>
        {
            Assert.Single(element.Elements(Atom + "id"));
            Assert.Single(element.Elements(Atom + "title"));
            Assert.Single(element.Elements(Atom + "updated"));
            Assert.NotEmpty(element.Element(Atom + "author")!.Element(Atom + "name")!.Value);
            Assert.Single(element.Elements(Atom + "link"));
        });
        Assert.Equal("self", (string?)feed.Element(Atom + "link")!.Attribute("rel"));
        Assert.Equal("2022-05-11T01:30:00Z", feed.Element(Atom + "updated")!.Value);
        Assert.Equal(
            ["https://lg.example/cap/update", "https://lg.example/cap/cancel-without-words", "https://lg.example/cap/rainstorm-alert"],
            feed.Elements(Atom + "entry").Select(entry => (string?)entry.Element(Atom + "link")!.Attribute("href")));
        Assert.All(feed.Elements(Atom + "entry"), entry => Assert.Equal("application/cap+xml", (string?)entry.Element(Atom + "link")!.Attribute("type")));
        Assert.Equal(["暴雨橙色预警", "Cancel LG-2022-0511-003", "暴雨橙色预警"], feed.Elements(Atom + "entry").Select(entry => entry.Element(Atom + "title")!.Value));
    }

    [Fact]
    public void Write_NoDocuments_IsAFeedAllTheSame() =>
        Assert.Empty(XDocument.Load(new MemoryStream(Feed.Write([], CapDocuments.Now))).Root!.Elements(Atom + "entry"));
}
