using System.Text;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>Messages as devices send them.</summary>
internal static class Scans
{
    public static string Json(ulong sequence, string value = "green-1", double? temperature = 36.5, ulong epoch = 1, DateTimeOffset? time = null, string direction = "in") =>
        $$$"""{"v":1,"epoch":{{{epoch}}},"seq":{{{sequence}}},"time":"{{{time ?? TimeProvider.System.GetUtcNow():O}}}","direction":"{{{direction}}}","credential":{"type":"qr","value":"{{{value}}}"}{{{(temperature is { } t ? $",\"temperature\":{t.ToString(System.Globalization.CultureInfo.InvariantCulture)}" : "")}}}}""";

    public static byte[] Bytes(ulong sequence, string value = "green-1", double? temperature = 36.5, ulong epoch = 1, DateTimeOffset? time = null) =>
        Encoding.UTF8.GetBytes(Json(sequence, value, temperature, epoch, time));

    public static byte[] Reading(ulong sequence, double value = 21.5) =>
        Encoding.UTF8.GetBytes($$"""{"v":1,"epoch":1,"seq":{{sequence}},"quantity":"temperature","value":{{value.ToString(System.Globalization.CultureInfo.InvariantCulture)}},"unit":"Cel"}""");
}
