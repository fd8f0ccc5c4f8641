using System.Globalization;
using System.Text;
using System.Xml;

namespace Longgang.Cloud.Core.Cap;

/// <summary>From bytes to elements, within limits. Nothing outside the document is ever looked at.</summary>
internal static class CapXml
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The text of a document, or null and a problem.</summary>
    public static string? Decode(ReadOnlySpan<byte> document, CapContext context)
    {
        const string Utf8 = "Send it as UTF-8.";
        if (document.Length > context.Limits.MaxBytes)
        {
            context.Problem("alert", CapReason.TooLarge, $"It has {document.Length} bytes.", $"More than {context.Limits.MaxBytes} are not read.", "Leave files out of it and give their addresses.");
            return null;
        }

        if (document is [0xFE, 0xFF, ..] or [0xFF, 0xFE, ..] or [0, ..] or [_, 0, ..])
        {
            context.Problem("alert", CapReason.Encoding, "It is UTF-16 or UTF-32.", "Only UTF-8 is read here.", Utf8);
            return null;
        }

        try
        {
            return Strict.GetString(document is [0xEF, 0xBB, 0xBF, ..] ? document[3..] : document);
        }
        catch (DecoderFallbackException e)
        {
            context.Problem("alert", CapReason.Encoding, $"It is not UTF-8: byte {e.Index} cannot be read.", "Only UTF-8 is read here.", Utf8);
            return null;
        }
    }

    /// <summary>Settings under which nothing is fetched and nothing is expanded.</summary>
    public static XmlReaderSettings Settings(CapLimits limits) => new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = limits.MaxBytes,
        MaxCharactersFromEntities = 1,
        CheckCharacters = true,
        ConformanceLevel = ConformanceLevel.Document,
        CloseInput = true,
    };

    /// <summary>The elements of a document, or null and a problem.</summary>
    public static CapNode? Parse(string text, CapContext context)
    {
        CapNode? root = null;
        try
        {
            using var reader = XmlReader.Create(new StringReader(text), Settings(context.Limits));
            return Parse(reader, context, ref root);
        }
        catch (XmlException e)
        {
            // The reader has no code for this; a declaration can stand before the first element only.
            bool doctype = root is null && text.Contains("<!DOCTYPE", StringComparison.Ordinal);
            string where = string.Create(CultureInfo.InvariantCulture, $"line {e.LineNumber}, position {e.LinePosition}");
            context.Problem(
                "alert",
                doctype ? CapReason.Doctype : CapReason.Malformed,
                doctype ? $"There is a document type declaration ({where})." : $"It is not well-formed XML at {where}.",
                doctype ? "Entities are a way to make a reader fetch or swell: none is ever read." : CapContext.Show(e.Message),
                doctype ? "Leave the declaration out and write characters as they are." : "Mend it and send it again.");
            return null;
        }
    }

    private static CapNode? Parse(XmlReader reader, CapContext context, ref CapNode? root)
    {
        var open = new Stack<(CapNode Node, StringBuilder? Text)>();
        int elements = 0;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.XmlDeclaration:
                    // The reader lets blanks pass in the number.
                    if (reader.GetAttribute("version") != "1.0")
                    {
                        context.Problem("alert", CapReason.Malformed, "Its XML declaration names another version.", "CAP is XML 1.0.", "Write version=\"1.0\".");
                        return null;
                    }

                    if (reader.GetAttribute("encoding") is { } encoding && !IsUtf8(encoding))
                    {
                        context.Problem("alert", CapReason.Encoding, $"It says that it is '{CapContext.Show(encoding)}'.", "Only UTF-8 is read here, and it says so or says nothing.", "Send it as UTF-8.");
                        return null;
                    }

                    break;
                case XmlNodeType.Element:
                    CapNode? parent = open.TryPeek(out (CapNode Node, StringBuilder? Text) top) ? top.Node : null;
                    var node = new CapNode(reader.NamespaceURI, reader.LocalName, parent);
                    root ??= node;
                    parent?.Children.Add(node);
                    if (++elements > context.Limits.MaxElements || open.Count >= context.Limits.MaxDepth || reader.AttributeCount > context.Limits.MaxAttributes)
                    {
                        Refuse(context, parent ?? node, elements, open.Count);
                        return null;
                    }

                    bool isEmpty = reader.IsEmptyElement;
                    ReadAttributes(reader, node);
                    if (!isEmpty)
                    {
                        open.Push((node, null));
                    }

                    break;
                case XmlNodeType.EndElement:
                    (CapNode closed, StringBuilder? all) = open.Pop();
                    closed.Text = all?.ToString() ?? closed.Text;
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace or XmlNodeType.Whitespace:
                    Append(open, reader.Value);
                    break;
                default:
                    // Comments and processing instructions are not part of what is said.
                    break;
            }
        }

        return root;
    }

    // Nearly all elements have one piece of text only: no builder for these.
    private static void Append(Stack<(CapNode Node, StringBuilder? Text)> open, string text)
    {
        if (!open.TryPop(out (CapNode Node, StringBuilder? Text) top))
        {
            return;
        }

        if (top.Text is null && top.Node.Text.Length == 0)
        {
            top.Node.Text = text;
        }
        else
        {
            top.Text ??= new StringBuilder(top.Node.Text);
            top.Text.Append(text);
        }

        open.Push(top);
    }

    private static void Refuse(CapContext context, CapNode near, int elements, int depth)
    {
        CapLimits limits = context.Limits;
        if (depth >= limits.MaxDepth)
        {
            context.Problem(near, CapReason.TooDeep, $"Elements are nested deeper than {limits.MaxDepth}.", "No CAP document is.", "Send a CAP 1.2 document.");
        }
        else if (elements > limits.MaxElements)
        {
            context.Problem("alert", CapReason.TooMany, $"It has more than {limits.MaxElements} elements.", "More are not read.", "Send several messages.");
        }
        else
        {
            context.Problem(near, CapReason.TooMany, $"An element has more than {limits.MaxAttributes} attributes.", "CAP elements have none.", "Leave them out.");
        }
    }

    private static void ReadAttributes(XmlReader reader, CapNode node)
    {
        for (bool more = reader.MoveToFirstAttribute(); more; more = reader.MoveToNextAttribute())
        {
            // Where a schema lies is a hint that we never follow.
            bool isHint = reader.NamespaceURI == CapNames.SchemaInstance && reader.LocalName is "schemaLocation" or "noNamespaceSchemaLocation";
            if (reader.NamespaceURI != CapNames.Xmlns && !isHint)
            {
                node.Attributes.Add(reader.Name);
            }
        }

        reader.MoveToElement();
    }

    private static bool IsUtf8(string encoding) =>
        encoding.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || encoding.Equals("utf8", StringComparison.OrdinalIgnoreCase)
        || encoding.Equals("us-ascii", StringComparison.OrdinalIgnoreCase);
}
