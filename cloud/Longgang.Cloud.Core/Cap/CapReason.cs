namespace Longgang.Cloud.Core.Cap;

/// <summary>The first word of what is wrong with a document, for programs. They do not change.</summary>
public static class CapReason
{
    /// <summary>More bytes than are read.</summary>
    public const string TooLarge = "too-large";

    /// <summary>Not UTF-8.</summary>
    public const string Encoding = "encoding";

    /// <summary>Not well-formed XML.</summary>
    public const string Malformed = "malformed";

    /// <summary>A document type declaration, which no CAP document needs.</summary>
    public const string Doctype = "doctype";

    /// <summary>Nested deeper than any CAP document.</summary>
    public const string TooDeep = "too-deep";

    /// <summary>More elements, attributes, points or problems than are looked at.</summary>
    public const string TooMany = "too-many";

    /// <summary>Not in the namespace of CAP 1.2.</summary>
    public const string Namespace = "namespace";

    /// <summary>Not an alert.</summary>
    public const string Root = "root";

    /// <summary>CAP 1.0 or 1.1.</summary>
    public const string OldVersion = "old-version";

    /// <summary>Not an element of the standard at this place.</summary>
    public const string UnknownElement = "unknown-element";

    /// <summary>Of a namespace that the standard does not admit here.</summary>
    public const string ForeignElement = "foreign-element";

    /// <summary>CAP elements have no attributes.</summary>
    public const string UnknownAttribute = "unknown-attribute";

    /// <summary>Words between elements.</summary>
    public const string Text = "text";

    /// <summary>Out of the order that the schema fixes.</summary>
    public const string Order = "order";

    /// <summary>More often than the schema allows.</summary>
    public const string Repeated = "repeated";

    /// <summary>Required and not there.</summary>
    public const string Missing = "missing";

    /// <summary>There, and says nothing.</summary>
    public const string Empty = "empty";

    /// <summary>Not one of the words that the schema lists.</summary>
    public const string Value = "value";

    /// <summary>Has characters that are forbidden there.</summary>
    public const string Characters = "characters";

    /// <summary>Not a time as the standard writes it.</summary>
    public const string Time = "time";

    /// <summary>Not a language tag.</summary>
    public const string Language = "language";

    /// <summary>Required by what another element says.</summary>
    public const string Condition = "condition";

    /// <summary>Not sender,identifier,sent.</summary>
    public const string Reference = "reference";

    /// <summary>A quotation mark without its partner.</summary>
    public const string Quotes = "quotes";

    /// <summary>Not an address.</summary>
    public const string Uri = "uri";

    /// <summary>Not a media type.</summary>
    public const string MimeType = "mime-type";

    /// <summary>Not a number, or one that makes no sense.</summary>
    public const string Number = "number";

    /// <summary>Not base64.</summary>
    public const string Base64 = "base64";

    /// <summary>Does not fit what it is the digest of, or is of no known form.</summary>
    public const string Digest = "digest";

    /// <summary>Not latitude,longitude.</summary>
    public const string Coordinates = "coordinates";

    /// <summary>Not on Earth.</summary>
    public const string Range = "range";

    /// <summary>Too few points.</summary>
    public const string Points = "points";

    /// <summary>A ring that does not close.</summary>
    public const string Open = "open";

    /// <summary>Two things that cannot both hold.</summary>
    public const string Contradiction = "contradiction";

    /// <summary>What the standard recommends is not done.</summary>
    public const string Practice = "practice";

    /// <summary>A time window that is empty or over.</summary>
    public const string Window = "window";

    /// <summary>Nobody, or not those that were meant, would hear it.</summary>
    public const string Audience = "audience";

    /// <summary>Loudspeakers speak to everybody.</summary>
    public const string Scope = "scope";

    /// <summary>Nothing to say, or too much.</summary>
    public const string Content = "content";

    /// <summary>Known and not passed on.</summary>
    public const string Loss = "loss";

    /// <summary>Not said, so taken as the note says.</summary>
    public const string Assumed = "assumed";

    /// <summary>A ring that crosses itself.</summary>
    public const string Crossing = "crossing";

    /// <summary>CAP has no words for it.</summary>
    public const string Inexpressible = "inexpressible";
}
