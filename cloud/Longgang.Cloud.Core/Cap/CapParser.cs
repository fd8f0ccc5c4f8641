namespace Longgang.Cloud.Core.Cap;

/// <summary>From elements to the message: the schema (CAP 1.2, 3.4) and the data dictionary (3.2), which section 4.2 makes the two conditions of conformance.</summary>
internal sealed class CapParser
{
    private static readonly string[] AlertSchema =
    [
        "identifier!", "sender!", "sent!", "status!", "msgType!", "source?", "scope!", "restriction?", "addresses?", "code*", "note?", "references?", "incidents?", "info*",
    ];

    private static readonly string[] InfoSchema =
    [
        "language?", "category+", "event!", "responseType*", "urgency!", "severity!", "certainty!", "audience?", "eventCode*", "effective?", "onset?", "expires?",
        "senderName?", "headline?", "description?", "instruction?", "web?", "contact?", "parameter*", "resource*", "area*",
    ];

    private static readonly string[] ResourceSchema = ["resourceDesc!", "mimeType!", "size?", "uri?", "derefUri?", "digest?"];
    private static readonly string[] AreaSchema = ["areaDesc!", "polygon*", "circle*", "geocode*", "altitude?", "ceiling?"];
    private static readonly string[] NamedValueSchema = ["valueName!", "value!"];

    private readonly CapContext _context;
    private readonly CapValues _values;
    private readonly CapShapes _shapes;

    public CapParser(CapContext context)
    {
        _context = context;
        _values = new CapValues(context);
        _shapes = new CapShapes(context);
    }

    /// <summary>The message, or null when there are problems.</summary>
    public CapAlert? Parse(CapNode root)
    {
        if (!IsAlert(root))
        {
            return null;
        }

        CapElements elements = CapElements.Of(root, _context, AlertSchema, signed: true);
        var alert = new CapAlert(
            _values.Name(elements.One("identifier")),
            _values.Name(elements.One("sender")),
            _values.Time(elements.One("sent")) ?? default,
            _values.Word<CapStatus>(elements.One("status")),
            _values.Word<CapMessageType>(elements.One("msgType")),
            _values.Word<CapScope>(elements.One("scope")))
        {
            Source = _values.Optional(elements.One("source")),
            Restriction = _values.Optional(elements.One("restriction")),
            Addresses = _values.List(elements.One("addresses")),
            Codes = _values.Optionals(elements.All("code")),
            Note = _values.Optional(elements.One("note")),
            References = _values.References(elements.One("references")),
            Incidents = _values.List(elements.One("incidents")),
            Infos = [.. elements.All("info").Select(Info)],
        };
        CapConditions.Check(alert, root, elements, _context);
        return _context.Problems.Count == 0 ? alert : null;
    }

    private bool IsAlert(CapNode root)
    {
        if (root.IsCap && root.Name == "alert")
        {
            return true;
        }

        if (CapNames.OldVersion(root.Namespace) is { } version)
        {
            _context.Problem("alert", CapReason.OldVersion, $"It is CAP {version}.", "CAP 1.2 is read here: rules and elements differ.", $"Send it as CAP 1.2, in the namespace {CapNames.Namespace}.");
        }
        else if (root.Name == "alert")
        {
            _context.Problem("alert", CapReason.Namespace, $"Its namespace is '{CapContext.Show(root.Namespace)}'.", $"That of CAP 1.2 is {CapNames.Namespace}.", "Put it into that namespace.");
        }
        else
        {
            _context.Problem(CapContext.Show(root.Name), CapReason.Root, $"The document is a <{CapContext.Show(root.Name)}>.", "A CAP document is an <alert>.", "Send the alert by itself, out of its envelope or feed.");
        }

        return false;
    }

    private CapInfo Info(CapNode node)
    {
        CapElements elements = CapElements.Of(node, _context, InfoSchema);
        return new CapInfo(
            _values.Required(elements.One("event")),
            _values.Word<CapUrgency>(elements.One("urgency")),
            _values.Word<CapSeverity>(elements.One("severity")),
            _values.Word<CapCertainty>(elements.One("certainty")))
        {
            Language = _values.Language(elements.One("language")),
            Categories = [.. elements.All("category").Select(_values.Word<CapCategory>)],
            ResponseTypes = [.. elements.All("responseType").Select(_values.Word<CapResponseType>)],
            Audience = _values.Optional(elements.One("audience")),
            EventCodes = [.. elements.All("eventCode").Select(NamedValue)],
            Effective = _values.Time(elements.One("effective")),
            Onset = _values.Time(elements.One("onset")),
            Expires = _values.Time(elements.One("expires")),
            SenderName = _values.Optional(elements.One("senderName")),
            Headline = _values.Optional(elements.One("headline")),
            Description = _values.Optional(elements.One("description")),
            Instruction = _values.Optional(elements.One("instruction")),
            Web = _values.Address(elements.One("web"), absolute: true),
            Contact = _values.Optional(elements.One("contact")),
            Parameters = [.. elements.All("parameter").Select(NamedValue)],
            Resources = [.. elements.All("resource").Select(Resource)],
            Areas = [.. elements.All("area").Select(Area)],
        };
    }

    private CapResource Resource(CapNode node)
    {
        CapElements elements = CapElements.Of(node, _context, ResourceSchema);
        return new CapResource(_values.Required(elements.One("resourceDesc")), _values.MimeType(elements.One("mimeType")))
        {
            Bytes = _values.Size(elements.One("size")),
            Uri = _values.Address(elements.One("uri"), absolute: false),
            Content = _values.Base64(elements.One("derefUri")),
            Digest = _values.Optional(elements.One("digest"))?.Trim(),
        };
    }

    private CapArea Area(CapNode node)
    {
        CapElements elements = CapElements.Of(node, _context, AreaSchema);
        var area = new CapArea(_values.Required(elements.One("areaDesc")))
        {
            Polygons = [.. elements.All("polygon").Select(_shapes.Polygon)],
            Circles = [.. elements.All("circle").Select(_shapes.Circle).OfType<CapCircle>()],
            Geocodes = [.. elements.All("geocode").Select(NamedValue)],
            AltitudeFeet = _values.Feet(elements.One("altitude")),
            CeilingFeet = _values.Feet(elements.One("ceiling")),
        };
        CapConditions.Check(area, elements, _context);
        return area;
    }

    private CapNamedValue NamedValue(CapNode node)
    {
        CapElements elements = CapElements.Of(node, _context, NamedValueSchema);
        CapNode? value = elements.One("value");
        return new CapNamedValue(_values.Required(elements.One("valueName")), value is not null && CapElements.IsLeaf(value, _context) ? value.Text : string.Empty);
    }
}
