using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Longgang.FirmwareSim.Places;

/// <summary>Writes the <c>devices.json</c> of a gateway.</summary>
public static class DevicesFile
{
    public static void Save(FleetPlan plan, int gateway, string path, string kind = "sentinel")
    {
        using FileStream file = File.Create(path);
        using var json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteStartArray("devices");
        foreach (DevicePlan device in plan.Devices.Where(d => d.Gateway == gateway))
        {
            json.WriteStartObject();
            json.WriteString("id", device.Id);
            json.WriteString("kind", kind);
            json.WriteString("area", device.Area);
            json.WriteString("secretSha256", Hash(device.Secret));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>64 hex digits over the secret's text.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
