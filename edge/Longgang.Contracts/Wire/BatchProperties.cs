using System.Globalization;

namespace Longgang.Contracts.Wire;

/// <summary>MQTT 5 properties of a batch message.</summary>
public static class BatchProperties
{
    /// <summary>Content type of a batch.</summary>
    public const string ContentType = "application/vnd.longgang.batch+protobuf";

    /// <summary>User property that names the compression.</summary>
    public const string Encoding = "encoding";

    /// <summary>The only compression of major version 1.</summary>
    public const string Zstandard = "zstd";

    /// <summary>User property with the payload's CRC-32C in 8 hex digits.</summary>
    public const string Checksum = "crc32c";

    /// <summary>User property <c>{outbox id, 32 hex digits}/{first sequence}/{count}</c>: names a batch that cannot be read.</summary>
    public const string Identity = "batch";

    /// <summary>Writes a checksum as the property's value.</summary>
    public static string FormatChecksum(uint crc) => crc.ToString("x8", CultureInfo.InvariantCulture);

    /// <summary>Reads the property's value.</summary>
    public static bool TryParseChecksum(string? value, out uint crc) =>
        uint.TryParse(value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out crc) && value.Length == 8;
}
