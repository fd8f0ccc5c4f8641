namespace Longgang.Contracts.Device;

/// <summary>Why the box did not take a message: the machine-readable names of docs/wire.md.</summary>
public static class RefusalReason
{
    /// <summary>Not JSON, or not the JSON of this topic.</summary>
    public const string MalformedJson = "malformed-json";

    /// <summary><c>v</c> is not 1.</summary>
    public const string UnsupportedVersion = "unsupported-version";

    /// <summary>A required field is missing; the detail names it.</summary>
    public const string MissingField = "missing-field";

    /// <summary>A field has a value that it can't have; the detail names it.</summary>
    public const string InvalidField = "invalid-field";

    /// <summary>The ID card number's check character is wrong.</summary>
    public const string IdCheckDigit = "id-check-digit";

    /// <summary>Outside 20–50 °C: no living person.</summary>
    public const string TemperatureImpossible = "temperature-impossible";

    /// <summary>Of a sequence epoch that the device has left behind.</summary>
    public const string StaleEpoch = "stale-epoch";

    /// <summary>Larger than the listener takes.</summary>
    public const string PayloadTooLarge = "payload-too-large";

    /// <summary>Nothing is published on such a topic.</summary>
    public const string TopicUnknown = "topic-unknown";

    /// <summary>Another device's topic.</summary>
    public const string TopicForeign = "topic-foreign";

    /// <summary>The device is not in the registry.</summary>
    public const string UnknownDevice = "unknown-device";

    /// <summary>The secret is wrong.</summary>
    public const string NotAuthorised = "not-authorised";

    /// <summary>The lane has reached its disk bound: keep it, try later.</summary>
    public const string BoxFull = "box-full";

    /// <summary>The store failed: send it again.</summary>
    public const string BoxFault = "box-fault";
}
