using System.Text.Json;

namespace Longgang.FirmwareSim.Places;

/// <summary>Which devices there are and where they find their gateways.</summary>
/// <param name="Gateways">The gateways.</param>
/// <param name="Devices">The devices, neighbours side by side.</param>
/// <param name="Speakers">The loudspeakers, neighbours side by side; null in a plan without any.</param>
public sealed record FleetPlan(
    IReadOnlyList<GatewayPlan> Gateways, IReadOnlyList<DevicePlan> Devices, IReadOnlyList<SpeakerPlan>? Speakers = null)
{
    public void Save(string path) => File.WriteAllBytes(path, JsonSerializer.SerializeToUtf8Bytes(this, PlanJson.Default.FleetPlan));

    public static FleetPlan Load(string path) =>
        JsonSerializer.Deserialize(File.ReadAllBytes(path), PlanJson.Default.FleetPlan)
        ?? throw new JsonException($"{path} holds no plan");
}
