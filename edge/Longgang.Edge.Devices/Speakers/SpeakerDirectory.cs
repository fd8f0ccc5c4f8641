using Longgang.Contracts.Announcements;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Registry;

namespace Longgang.Edge.Devices.Speakers;

/// <summary>The speakers of devices.json.</summary>
public sealed class SpeakerDirectory : ISpeakerDirectory, IDisposable
{
    private readonly DeviceRegistryHolder _registry;
    private IReadOnlyList<SpeakerEntry> _current;

    /// <summary>Follows the registry from now on.</summary>
    public SpeakerDirectory(DeviceRegistryHolder registry)
    {
        _registry = registry;
        registry.Changed += Follow;
        _current = Read(registry.Current);
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyList<SpeakerEntry> Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public void Dispose() => _registry.Changed -= Follow;

    private void Follow(DeviceRegistry registry)
    {
        Volatile.Write(ref _current, Read(registry));
        Changed?.Invoke();
    }

    private static SpeakerEntry[] Read(DeviceRegistry registry) =>
    [
        .. registry.All
            .Where(device => device.Speaker is not null)
            .OrderBy(device => device.Identity.Id, StringComparer.Ordinal)
            .Select(device => new SpeakerEntry(
                new SpeakerPlace(device.Identity.Id, device.Identity.Area, device.Speaker!.Labels, device.Speaker.Position),
                device.Speaker.Group,
                device.Speaker.Adapter)),
    ];
}
