using System.Globalization;
using System.Security.Cryptography;

namespace Longgang.FirmwareSim.Places;

/// <summary>Spreads sentinels over the real communities, and the communities over gateways.</summary>
public static class FleetPlanner
{
    /// <param name="devices">The number of sentinels.</param>
    /// <param name="gateways">The gateways; neighbours share one.</param>
    /// <param name="httpShare">The share of devices that push over HTTP.</param>
    /// <param name="v311Share">The share of MQTT devices that speak 3.1.1; the others speak 5.</param>
    /// <param name="kind">The kind of device, which is also the beginning of the ids.</param>
    public static FleetPlan Plan(int devices, IReadOnlyList<GatewayPlan> gateways, double httpShare, double v311Share, string kind = "sentinel")
    {
        var plans = new DevicePlan[devices];
        double http = 0;
        double v311 = 0;
        for (int i = 0; i < devices; i++)
        {
            // Error diffusion instead of a draw: the shares are exact and spread evenly over the gateways.
            http += httpShare;
            DeviceProtocol protocol;
            if (http >= 1)
            {
                http -= 1;
                protocol = DeviceProtocol.Http;
            }
            else
            {
                v311 += v311Share;
                protocol = v311 >= 1 ? DeviceProtocol.Mqtt311 : DeviceProtocol.Mqtt5;
                v311 -= protocol == DeviceProtocol.Mqtt311 ? 1 : 0;
            }

            Community community = Communities.All[(int)((long)i * Communities.All.Count / devices)];
            plans[i] = new DevicePlan(
                string.Create(CultureInfo.InvariantCulture, $"{kind}-{i + 1:D4}"),
                (int)((long)i * gateways.Count / devices), community.Code, NewSecret(), protocol);
        }

        return new FleetPlan(gateways, plans);
    }

    /// <summary>128 random bits and more, base64url. Secrets come from no seed.</summary>
    public static string NewSecret() =>
        Convert.ToBase64String(RandomNumberGenerator.GetBytes(24)).Replace('+', '-').Replace('/', '_');
}
