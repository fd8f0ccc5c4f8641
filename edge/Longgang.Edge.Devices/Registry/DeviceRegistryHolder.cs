namespace Longgang.Edge.Devices.Registry;

/// <summary>Holds the registry in force and tells the listeners when it changes.</summary>
public sealed class DeviceRegistryHolder
{
    private DeviceRegistry _current = DeviceRegistry.Empty;

    /// <summary>Raised after a change; listeners drop connections that the new registry does not allow.</summary>
    public event Action<DeviceRegistry>? Changed;

    /// <summary>The registry in force.</summary>
    public DeviceRegistry Current => Volatile.Read(ref _current);

    /// <summary>Puts a validated registry in force.</summary>
    public void Replace(DeviceRegistry registry)
    {
        Volatile.Write(ref _current, registry);
        Changed?.Invoke(registry);
    }
}
