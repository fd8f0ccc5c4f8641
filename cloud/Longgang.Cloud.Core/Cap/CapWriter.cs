using System.Globalization;
using System.Text;
using System.Xml;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Writes CAP 1.2 documents. What it hands out has been read again by the rules that hold for those of others.</summary>
public static class CapWriter
{
    /// <summary>Writes a message.</summary>
    public static CapWriting Write(CapAlert alert)
    {
        byte[] document;
        try
        {
            document = Encode(alert);
        }
        catch (ArgumentException e)
        {
            // The XML writer meets a character that XML has no way to write.
            return new CapWriting(null, [new CapProblem("alert", CapReason.Characters, "It has characters that XML cannot hold.", CapContext.Show(e.Message), "Leave control characters and halves of surrogate pairs out.")]);
        }

        CapReading reading = CapReader.Read(document, [], alert.Sent);
        if (reading.Alert is { } read && !(read.Addresses.SequenceEqual(alert.Addresses) && read.Incidents.SequenceEqual(alert.Incidents) && read.References.SequenceEqual(alert.References)))
        {
            return new CapWriting(null, [new CapProblem("alert", CapReason.Quotes, "An address, an incident or a reference cannot be written.", "They stand in lists between spaces and have no quotation marks.", "Leave quotation marks out, and parts that are empty.")]);
        }

        return new CapWriting(reading.Alert is null ? null : document, reading.Problems);
    }

    private static byte[] Encode(CapAlert alert)
    {
        using var stream = new MemoryStream();
        var settings = new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
            Indent = true,
            CheckCharacters = true,
            NewLineChars = "\n",
            NewLineHandling = NewLineHandling.Entitize, // A bare carriage return would be read as a line feed.
        };
        using (var writer = XmlWriter.Create(stream, settings))
        {
            new Document(writer).Write(alert);
        }

        return stream.ToArray();
    }

    private sealed class Document(XmlWriter writer)
    {
        public void Write(CapAlert alert)
        {
            writer.WriteStartElement("alert", CapNames.Namespace);
            Element("identifier", alert.Identifier);
            Element("sender", alert.Sender);
            Element("sent", CapTime.Format(alert.Sent));
            Element("status", alert.Status.ToString());
            Element("msgType", alert.MessageType.ToString());
            Element("source", alert.Source);
            Element("scope", alert.Scope.ToString());
            Element("restriction", alert.Restriction);
            List("addresses", alert.Addresses);
            Elements("code", alert.Codes);
            Element("note", alert.Note);
            Element("references", alert.References.Count == 0 ? null : string.Join(' ', alert.References));
            List("incidents", alert.Incidents);
            foreach (CapInfo info in alert.Infos)
            {
                Write(info);
            }

            writer.WriteEndElement();
        }

        private void Write(CapInfo info)
        {
            writer.WriteStartElement("info", CapNames.Namespace);
            Element("language", info.Language);
            Elements("category", info.Categories.Select(category => category.ToString()));
            Element("event", info.Event);
            Elements("responseType", info.ResponseTypes.Select(type => type.ToString()));
            Element("urgency", info.Urgency.ToString());
            Element("severity", info.Severity.ToString());
            Element("certainty", info.Certainty.ToString());
            Element("audience", info.Audience);
            NamedValues("eventCode", info.EventCodes);
            Time("effective", info.Effective);
            Time("onset", info.Onset);
            Time("expires", info.Expires);
            Element("senderName", info.SenderName);
            Element("headline", info.Headline);
            Element("description", info.Description);
            Element("instruction", info.Instruction);
            Element("web", info.Web);
            Element("contact", info.Contact);
            NamedValues("parameter", info.Parameters);
            foreach (CapResource resource in info.Resources)
            {
                Write(resource);
            }

            foreach (CapArea area in info.Areas)
            {
                Write(area);
            }

            writer.WriteEndElement();
        }

        private void Write(CapResource resource)
        {
            writer.WriteStartElement("resource", CapNames.Namespace);
            Element("resourceDesc", resource.Description);
            Element("mimeType", resource.MimeType);
            Element("size", resource.Bytes?.ToString(CultureInfo.InvariantCulture));
            Element("uri", resource.Uri);
            Element("derefUri", resource.Content);
            Element("digest", resource.Digest);
            writer.WriteEndElement();
        }

        private void Write(CapArea area)
        {
            writer.WriteStartElement("area", CapNames.Namespace);
            Element("areaDesc", area.Description);
            Elements("polygon", area.Polygons.Select(polygon => string.Join(' ', polygon.Select(Point))));
            Elements("circle", area.Circles.Select(circle => string.Create(CultureInfo.InvariantCulture, $"{Point(circle.Centre)} {circle.RadiusKilometres}")));
            NamedValues("geocode", area.Geocodes);
            Element("altitude", area.AltitudeFeet?.ToString(CultureInfo.InvariantCulture));
            Element("ceiling", area.CeilingFeet?.ToString(CultureInfo.InvariantCulture));
            writer.WriteEndElement();
        }

        private static string Point(CapPoint point) => string.Create(CultureInfo.InvariantCulture, $"{point.Latitude},{point.Longitude}");

        private void Element(string name, string? value)
        {
            if (value is not null)
            {
                writer.WriteElementString(name, CapNames.Namespace, value);
            }
        }

        private void Elements(string name, IEnumerable<string> values)
        {
            foreach (string value in values)
            {
                Element(name, value);
            }
        }

        private void Time(string name, DateTimeOffset? time) => Element(name, time is { } known ? CapTime.Format(known) : null);

        private void NamedValues(string name, IReadOnlyList<CapNamedValue> values)
        {
            foreach (CapNamedValue value in values)
            {
                writer.WriteStartElement(name, CapNames.Namespace);
                Element("valueName", value.Name);
                Element("value", value.Value);
                writer.WriteEndElement();
            }
        }

        private void List(string name, IReadOnlyList<string> parts) =>
            Element(name, parts.Count == 0 ? null : string.Join(' ', parts.Select(part => part.Any(char.IsWhiteSpace) ? $"\"{part}\"" : part)));
    }
}
