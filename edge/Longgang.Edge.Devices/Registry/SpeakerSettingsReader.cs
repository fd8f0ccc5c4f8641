using System.Collections.Frozen;
using System.Net;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Devices.Lan;

namespace Longgang.Edge.Devices.Registry;

/// <summary>Reads the speaker part of an entry of devices.json, every error at once.</summary>
internal static class SpeakerSettingsReader
{
    private const int MaxLabels = 32;
    private const int MaxLabelLength = 64;

    /// <summary>Reads one speaker. What is returned is only of use when no error was added.</summary>
    public static SpeakerSettings Read(SpeakerJson? json, string device, string path, List<string> errors)
    {
        json ??= new SpeakerJson();
        void Wrong(string field, string problem) => errors.Add($"{path}.speaker.{field}: {problem} (device {device})");

        string adapter = json.Adapter ?? SpeakerSettings.Mqtt;
        bool isRtp = adapter == SpeakerSettings.Rtp;
        if (!isRtp && adapter != SpeakerSettings.Mqtt)
        {
            Wrong("adapter", "must be mqtt or rtp.");
        }

        string group = json.Group ?? device;
        if (json.Group is not null && !DeviceIdentity.IsValidId(json.Group))
        {
            Wrong("group", $"must be 1 to {DeviceIdentity.MaxIdLength} characters of A–Z a–z 0–9 . _ -");
        }

        List<string?> labels = json.Labels ?? [];
        if (labels.Count > MaxLabels)
        {
            Wrong("labels", $"must be at most {MaxLabels}.");
        }

        if (labels.Exists(label => label is null or { Length: 0 or > MaxLabelLength } || label.Any(char.IsControl)))
        {
            Wrong("labels", $"must be texts of 1 to {MaxLabelLength} characters.");
        }

        (IPEndPoint? address, SpeakerPayload payload) = isRtp ? ReadRtp(json, Wrong) : RefuseRtp(json, Wrong);
        return new SpeakerSettings(
            adapter, group, labels.OfType<string>().ToFrozenSet(StringComparer.Ordinal), ReadPosition(json, Wrong), address, payload);
    }

    /// <summary>What only shows when all devices are known: groups and addresses that contradict each other.</summary>
    public static void CheckTogether(IReadOnlyList<RegisteredDevice> devices, List<string> errors)
    {
        var ids = devices.Select(device => device.Identity.Id).ToHashSet(StringComparer.Ordinal);
        var groups = new Dictionary<string, RegisteredDevice>(StringComparer.Ordinal);
        var addresses = new Dictionary<IPEndPoint, RegisteredDevice>();
        foreach (RegisteredDevice device in devices.Where(device => device.Speaker is not null))
        {
            SpeakerSettings speaker = device.Speaker!;
            string id = device.Identity.Id;
            if (speaker.Group != id && ids.Contains(speaker.Group))
            {
                errors.Add($"$.devices: speaker.group {speaker.Group} of {id} is the id of another device, whose group would be the same. Name the group otherwise.");
            }

            if (!groups.TryAdd(speaker.Group, device) && groups[speaker.Group].Speaker!.Adapter != speaker.Adapter)
            {
                errors.Add($"$.devices: speaker.adapter of {id} is not that of {groups[speaker.Group].Identity.Id}, but both are of group {speaker.Group}. A group plays over one adapter.");
            }

            if (speaker.Address is { } address && !addresses.TryAdd(address, device) && addresses[address].Speaker is { } other
                && (other.Group != speaker.Group || other.Payload != speaker.Payload))
            {
                errors.Add($"$.devices: speaker.address {address} of {id} is that of {addresses[address].Identity.Id} too. Who hears one stream is of one group and one payload.");
            }
        }
    }

    private static (IPEndPoint? Address, SpeakerPayload Payload) ReadRtp(SpeakerJson json, Action<string, string> wrong)
    {
        if (!EndpointText.TryParse(json.Address, out IPEndPoint? address))
        {
            wrong("address", "must be address:port, e.g. 239.1.1.1:5004: where the speaker listens.");
        }
        else if (address.Port % 2 != 0 || address.Port == 0)
        {
            wrong("address", $"port {address.Port} must be even and not 0 (RFC 3550, 11).");
        }
        else if (address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any) || address.Address.Equals(IPAddress.Broadcast))
        {
            wrong("address", $"{address.Address} is nobody's. Give the speaker's own address or a multicast one.");
        }

        SpeakerPayload? payload = json.Payload switch { null or "pcmu" => SpeakerPayload.Pcmu, "l16" => SpeakerPayload.L16, _ => null };
        if (payload is null)
        {
            wrong("payload", "must be pcmu or l16.");
        }

        int rate = payload == SpeakerPayload.L16 ? 16_000 : 8_000;
        if (payload is not null && json.Rate is { } said && said != rate)
        {
            wrong("rate", $"must be {rate}, or be left out: {json.Payload ?? "pcmu"} is sent at {rate} Hz only.");
        }

        return (address, payload ?? SpeakerPayload.Pcmu);
    }

    private static (IPEndPoint? Address, SpeakerPayload Payload) RefuseRtp(SpeakerJson json, Action<string, string> wrong)
    {
        foreach ((string field, bool isThere) in (ReadOnlySpan<(string, bool)>)[("address", json.Address is not null), ("payload", json.Payload is not null), ("rate", json.Rate is not null)])
        {
            if (isThere)
            {
                wrong(field, "is of the adapter rtp. Set adapter to rtp, or leave it out.");
            }
        }

        return (null, SpeakerPayload.Pcmu);
    }

    private static Point? ReadPosition(SpeakerJson json, Action<string, string> wrong)
    {
        if (json.Latitude is null && json.Longitude is null)
        {
            return null;
        }

        if (json.Latitude is not (>= -90 and <= 90))
        {
            wrong("latitude", json.Latitude is null ? "is missing; longitude is there." : "must be from -90 to 90 degrees.");
        }

        if (json.Longitude is not (>= -180 and <= 180))
        {
            wrong("longitude", json.Longitude is null ? "is missing; latitude is there." : "must be from -180 to 180 degrees.");
        }

        return new Point { LatitudeE6 = Millionths(json.Latitude), LongitudeE6 = Millionths(json.Longitude) };

        static int Millionths(double? degrees) => degrees is >= -180 and <= 180 ? (int)Math.Round(degrees.Value * 1e6) : 0;
    }
}
