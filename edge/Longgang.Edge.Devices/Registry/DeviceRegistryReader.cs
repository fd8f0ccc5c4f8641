using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Longgang.Contracts.Areas;
using Longgang.Edge.Core.Devices;

namespace Longgang.Edge.Devices.Registry;

/// <summary>Reads devices.json. Every error is reported at once, each naming its place; secrets are never quoted.</summary>
public static class DeviceRegistryReader
{
    /// <summary>Reads and validates.</summary>
    public static bool TryRead(ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out DeviceRegistry? registry, out IReadOnlyList<string> errors)
    {
        var found = new List<string>();
        errors = found;
        registry = null;
        RegistryJson? json;
        try
        {
            json = JsonSerializer.Deserialize(utf8, RegistryJsonContext.Default.RegistryJson);
        }
        catch (JsonException e)
        {
            found.Add($"{e.Path ?? "$"}: is not what devices.json holds (line {e.LineNumber + 1}, byte {e.BytePositionInLine}).");
            return false;
        }

        if (json?.Devices is not { } entries)
        {
            found.Add("$.devices: is missing.");
            return false;
        }

        var devices = new List<RegisteredDevice>(entries.Count);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < entries.Count; i++)
        {
            if (Read(entries[i], $"$.devices[{i}]", found) is not { } device)
            {
                continue;
            }

            if (!seen.TryAdd(device.Identity.Id, i))
            {
                found.Add($"$.devices[{i}].id: {device.Identity.Id} is $.devices[{seen[device.Identity.Id]}] already.");
            }

            devices.Add(device);
        }

        SpeakerSettingsReader.CheckTogether(devices, found);
        registry = found.Count == 0 ? new DeviceRegistry(devices) : null;
        return registry is not null;
    }

    private static RegisteredDevice? Read(RegistryEntryJson? entry, string path, List<string> errors)
    {
        int before = errors.Count;
        if (!DeviceIdentity.IsValidId(entry?.Id))
        {
            errors.Add($"{path}.id: must be 1 to {DeviceIdentity.MaxIdLength} characters of A–Z a–z 0–9 . _ -");
        }

        DeviceKind? kind = entry?.Kind switch
        {
            "sentinel" => DeviceKind.Sentinel,
            "sensor" => DeviceKind.Sensor,
            "speaker" => DeviceKind.Speaker,
            _ => null,
        };
        if (kind is null)
        {
            errors.Add($"{path}.kind: must be sentinel, sensor or speaker.");
        }

        if (!AreaCode.TryParse(entry?.Area, out AreaCode area))
        {
            errors.Add($"{path}.area: must be an area code of 6, 9 or 12 digits.");
        }

        SpeakerSettings? speaker = null;
        if (kind == DeviceKind.Speaker)
        {
            speaker = SpeakerSettingsReader.Read(entry!.Speaker, entry.Id ?? string.Empty, path, errors);
        }
        else if (entry?.Speaker is not null && kind is not null)
        {
            errors.Add($"{path}.speaker: {entry.Id} is no speaker. Set kind to speaker, or leave it out.");
        }

        // Nothing comes back from a speaker of kind RTP: it needs no secret.
        ReadOnlyMemory<byte> secret = default;
        if (entry?.SecretSha256 is not null || speaker is not { Adapter: SpeakerSettings.Rtp })
        {
            var hash = new byte[32];
            if (entry?.SecretSha256 is not { Length: 64 } hex || Convert.FromHexString(hex, hash, out _, out int written) != System.Buffers.OperationStatus.Done || written != 32)
            {
                errors.Add($"{path}.secretSha256: must be 64 hex digits, the SHA-256 of the device's secret.");
            }

            secret = hash;
        }

        return errors.Count == before ? new RegisteredDevice(new DeviceIdentity(entry!.Id!, kind!.Value, area), secret) { Speaker = speaker } : null;
    }
}
