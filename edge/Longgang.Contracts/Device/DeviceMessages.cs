using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Longgang.Contracts.People;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Device;

/// <summary>Reads and writes the JSON of devices. Bad input never throws: it gives a <see cref="Refusal"/>.</summary>
public static partial class DeviceMessages
{
    /// <summary>Longest credential, characters. Health-code texts seen in the field are below 300.</summary>
    public const int MaxCredentialLength = 1024;

    private const int MaxNameLength = 64;
    private const int MaxFlags = 32;
    private const int MaxLanguages = 32;
    private const int MaxLanguageLength = 35; // RFC 5646, 4.4.1

    /// <summary>Reads a scan.</summary>
    public static bool TryParseScan(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ScanMessage? scan, [NotNullWhen(false)] out Refusal? refusal)
    {
        scan = null;
        if (!TryRead(utf8, DeviceJsonContext.Default.ScanJson, out ScanJson? json, out refusal))
        {
            return false;
        }

        ulong epoch = json.Epoch ?? 0;
        ulong sequence = json.Sequence ?? 0;
        refusal = Check(json, out Direction direction, out CredentialKind credential, out int? temperature) is var (reason, detail)
            ? new Refusal(reason, detail, epoch, sequence)
            : null;
        if (refusal is not null)
        {
            return false;
        }

        scan = new ScanMessage(epoch, sequence, json.Time, direction, credential, json.Credential!.Value!, temperature);
        return true;
    }

    /// <summary>Reads a sensor reading.</summary>
    public static bool TryParseReading(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out ReadingMessage? reading, [NotNullWhen(false)] out Refusal? refusal)
    {
        reading = null;
        if (!TryRead(utf8, DeviceJsonContext.Default.ReadingJson, out ReadingJson? json, out refusal))
        {
            return false;
        }

        (string Reason, string Detail)? problem =
            json.Version != 1 ? Version(json.Version)
            : json.Sequence is 0 ? Invalid("seq", "starts at 1")
            : string.IsNullOrEmpty(json.Quantity) ? Missing("quantity")
            : json.Quantity.Length > MaxNameLength ? Invalid("quantity", $"is longer than {MaxNameLength} characters")
            : json.Value is null ? Missing("value")
            : json.Unit is { Length: > MaxNameLength } ? Invalid("unit", $"is longer than {MaxNameLength} characters")
            : null;
        if (problem is var (reason, detail))
        {
            refusal = new Refusal(reason, detail, json.Epoch ?? 0, json.Sequence ?? 0);
            return false;
        }

        reading = new ReadingMessage(json.Epoch ?? 0, json.Sequence ?? 0, json.Time, json.Quantity!, json.Value!.Value, json.Unit ?? string.Empty);
        return true;
    }

    /// <summary>Reads a keep-alive.</summary>
    public static bool TryParseState(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out StateMessage? state, [NotNullWhen(false)] out Refusal? refusal)
    {
        state = null;
        if (!TryRead(utf8, DeviceJsonContext.Default.StateJson, out StateJson? json, out refusal))
        {
            return false;
        }

        (string Reason, string Detail)? problem =
            json.Version != 1 ? Version(json.Version)
            : json.Online is null ? Missing("online")
            : json.Firmware is { Length: > MaxNameLength } ? Invalid("firmware", $"is longer than {MaxNameLength} characters")
            : json.Flags is { Count: > MaxFlags } ? Invalid("flags", $"has more than {MaxFlags} entries")
            : json.Flags?.Any(flag => flag is null or { Length: 0 or > MaxNameLength }) == true ? Invalid("flags", $"has an entry that is empty or longer than {MaxNameLength} characters")
            : json.Languages is { Count: > MaxLanguages } ? Invalid("languages", $"has more than {MaxLanguages} entries")
            : json.Languages?.Any(tag => tag is null or { Length: 0 or > MaxLanguageLength }) == true ? Invalid("languages", $"has an entry that is empty or longer than {MaxLanguageLength} characters")
            : null;
        if (problem is var (reason, detail))
        {
            refusal = new Refusal(reason, detail);
            return false;
        }

        state = new StateMessage(json.Time, json.Online!.Value, json.Firmware ?? string.Empty, json.Buffered ?? 0, json.Flags ?? []) { Languages = json.Languages };
        return true;
    }

    /// <summary>Writes a verdict or refusal.</summary>
    public static byte[] Write(VerdictJson verdict) => JsonSerializer.SerializeToUtf8Bytes(verdict, DeviceJsonContext.Relaxed.VerdictJson);

    /// <summary>Writes the answer to an HTTP push.</summary>
    public static byte[] Write(VerdictList verdicts) => JsonSerializer.SerializeToUtf8Bytes(verdicts, DeviceJsonContext.Relaxed.VerdictList);

    /// <summary>The message that tells a device why its message was not taken.</summary>
    public static VerdictJson ToJson(Refusal refusal) => new()
    {
        Epoch = refusal.Epoch,
        Sequence = refusal.Sequence,
        Refused = refusal.Reason,
        Detail = refusal.Detail,
    };

    private static (string Reason, string Detail)? Check(ScanJson json, out Direction direction, out CredentialKind credential, out int? temperature)
    {
        direction = Direction.Unspecified;
        credential = CredentialKind.Unspecified;
        temperature = null;
        if (json.Version != 1)
        {
            return Version(json.Version);
        }

        if (json.Sequence is 0)
        {
            return Invalid("seq", "starts at 1");
        }

        if (json.Credential is not { Type: { } type })
        {
            return Missing("credential.type");
        }

        if (string.IsNullOrEmpty(json.Credential.Value))
        {
            return Missing("credential.value");
        }

        if (json.Credential.Value.Length > MaxCredentialLength)
        {
            return Invalid("credential.value", $"is longer than {MaxCredentialLength} characters");
        }

        Direction? way = json.Direction switch { null => Direction.Unspecified, "in" => Direction.In, "out" => Direction.Out, _ => null };
        CredentialKind? kind = type switch { "qr" => CredentialKind.Qr, "idCard" => CredentialKind.IdCard, "face" => CredentialKind.Face, _ => null };
        if (way is null)
        {
            return Invalid("direction", "is neither in nor out");
        }

        if (kind is null)
        {
            return Invalid("credential.type", "is none of qr, idCard, face");
        }

        direction = way.Value;
        credential = kind.Value;
        if (credential == CredentialKind.IdCard && !IdentityNumber.IsValid(json.Credential.Value))
        {
            return (RefusalReason.IdCheckDigit, "credential.value is not an 18-character ID number with the right check character (GB 11643). Read the card again.");
        }

        if (json.Temperature is not { } celsius)
        {
            return null;
        }

        // One vendor's sample threshold is 37.29999: what is compared is whole hundredths.
        if (celsius is not (>= 20 and <= 50))
        {
            return (RefusalReason.TemperatureImpossible, "temperature is outside 20 to 50 °C. Check the thermometer, or leave the field out.");
        }

        temperature = (int)Math.Round(celsius * 100, MidpointRounding.AwayFromZero);
        return null;
    }

    private static bool TryRead<T>(ReadOnlySpan<byte> utf8, JsonTypeInfo<T> type, [NotNullWhen(true)] out T? json, [NotNullWhen(false)] out Refusal? refusal)
        where T : class
    {
        try
        {
            json = JsonSerializer.Deserialize(utf8, type);
        }
        catch (JsonException e)
        {
            // The exception's own message may quote the content, which may be personal.
            json = null;
            refusal = new Refusal(RefusalReason.MalformedJson, $"Not the JSON of this topic at {e.Path ?? "$"}, byte {e.BytePositionInLine ?? 0}.");
            return false;
        }

        refusal = json is null ? new Refusal(RefusalReason.MalformedJson, "The message is null.") : null;
        return json is not null;
    }

    private static (string Reason, string Detail) Version(int? version) => version is null
        ? Missing("v")
        : (RefusalReason.UnsupportedVersion, $"Version {version} is not supported; this box reads version 1.");

    private static (string Reason, string Detail) Missing(string field) => (RefusalReason.MissingField, $"{field} is missing.");

    private static (string Reason, string Detail) Invalid(string field, string why) => (RefusalReason.InvalidField, $"{field} {why}.");
}
