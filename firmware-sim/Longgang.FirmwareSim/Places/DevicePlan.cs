namespace Longgang.FirmwareSim.Places;

/// <summary>One sentinel of the fleet.</summary>
/// <param name="Id">The device id.</param>
/// <param name="Gateway">The index of its gateway in the plan.</param>
/// <param name="Area">The 12-digit code of its community.</param>
/// <param name="Secret">Its secret.</param>
/// <param name="Protocol">How it speaks.</param>
public sealed record DevicePlan(string Id, int Gateway, string Area, string Secret, DeviceProtocol Protocol);
