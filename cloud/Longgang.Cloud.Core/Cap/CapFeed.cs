using System.Globalization;
using System.Text;
using System.Xml;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Lists documents as an Atom feed (RFC 4287): a subscriber learns of them there and fetches each from its own address.</summary>
/// <param name="Self">Address of the feed, absolute; it is also its name.</param>
/// <param name="Title">For people.</param>
/// <param name="Author">Who publishes.</param>
public sealed record CapFeed(Uri Self, string Title, string Author)
{
    private const string Atom = "http://www.w3.org/2005/Atom";

    /// <summary>Media type of a feed.</summary>
    public const string MediaType = "application/atom+xml";

    /// <summary>Writes the feed, newest first.</summary>
    /// <param name="entries">The documents.</param>
    /// <param name="changed">When the feed last changed, also by an entry that left it.</param>
    public byte[] Write(IEnumerable<CapFeedEntry> entries, DateTimeOffset changed)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings { Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), Indent = true, NewLineChars = "\n" };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            writer.WriteStartElement("feed", Atom);
            writer.WriteElementString("id", Atom, Self.AbsoluteUri);
            writer.WriteElementString("title", Atom, Title);
            writer.WriteElementString("updated", Atom, Time(changed));
            Person(writer, Author);
            Link(writer, "self", MediaType, Self);
            foreach (CapFeedEntry entry in entries.OrderByDescending(entry => entry.Alert.Sent).ThenBy(entry => entry.Address.AbsoluteUri, StringComparer.Ordinal))
            {
                Write(writer, entry);
            }

            writer.WriteEndElement();
        }

        return stream.ToArray();
    }

    private static void Write(XmlWriter writer, CapFeedEntry entry)
    {
        CapInfo? info = entry.Alert.Infos.Count > 0 ? entry.Alert.Infos[0] : null;
        writer.WriteStartElement("entry", Atom);
        writer.WriteElementString("id", Atom, entry.Address.AbsoluteUri);
        writer.WriteElementString("title", Atom, info?.Headline ?? info?.Event ?? $"{entry.Alert.MessageType} {entry.Alert.Identifier}");
        writer.WriteElementString("updated", Atom, Time(entry.Alert.Sent));
        writer.WriteElementString("published", Atom, Time(entry.Alert.Sent));
        Person(writer, info?.SenderName ?? entry.Alert.Sender);
        Link(writer, "alternate", CapNames.MediaType, entry.Address);
        foreach (CapCategory category in info?.Categories.Distinct() ?? [])
        {
            writer.WriteStartElement("category", Atom);
            writer.WriteAttributeString("term", category.ToString());
            writer.WriteEndElement();
        }

        if (info?.Description is { } description)
        {
            writer.WriteElementString("summary", Atom, description);
        }

        writer.WriteEndElement();
    }

    private static void Person(XmlWriter writer, string name)
    {
        writer.WriteStartElement("author", Atom);
        writer.WriteElementString("name", Atom, name);
        writer.WriteEndElement();
    }

    private static void Link(XmlWriter writer, string relation, string type, Uri address)
    {
        writer.WriteStartElement("link", Atom);
        writer.WriteAttributeString("rel", relation);
        writer.WriteAttributeString("type", type);
        writer.WriteAttributeString("href", address.AbsoluteUri);
        writer.WriteEndElement();
    }

    // RFC 3339, where Z is welcome.
    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
