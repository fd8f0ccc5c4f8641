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

        foreach (SpeakerPlan speaker in (plan.Speakers ?? []).Where(s => s.Gateway == gateway))
        {
            Write(json, speaker);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, SpeakerPlan speaker)
    {
        json.WriteStartObject();
        json.WriteString("id", speaker.Id);
        json.WriteString("kind", "speaker");
        json.WriteString("area", speaker.Area);
        json.WriteString("secretSha256", Hash(speaker.Secret));
        json.WriteStartObject("speaker");
        json.WriteString("adapter", speaker.Adapter == SpeakerAdapter.Rtp ? "rtp" : "mqtt");
        json.WriteString("group", speaker.Group);
        json.WriteStartArray("labels");
        foreach (string label in speaker.Labels)
        {
            json.WriteStringValue(label);
        }

        json.WriteEndArray();
        json.WriteNumber("latitude", speaker.Latitude);
        json.WriteNumber("longitude", speaker.Longitude);
        if (speaker.Address is not null)
        {
            json.WriteString("address", speaker.Address);
            json.WriteString("payload", speaker.Payload == RtpPayload.L16 ? "l16" : "pcmu");
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>64 hex digits over the secret's text.</summary>
    public static string Hash(string secret) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(secret)));
}
