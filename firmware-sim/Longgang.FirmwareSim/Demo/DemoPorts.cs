using Longgang.FirmwareSim.Processes;

namespace Longgang.FirmwareSim.Demo;

/// <summary>The loopback ports of a run; a restarted process finds its own again.</summary>
public sealed record DemoPorts(
    int Broker, int Uplink, int Store, int HealthCode, IReadOnlyList<int> Api,
    IReadOnlyList<int> GatewayMqtt, IReadOnlyList<int> GatewayHttp, IReadOnlyList<int> GatewayHealth)
{
    /// <param name="gateways">The number of gateways.</param>
    /// <param name="replicas">The number of cloud processes.</param>
    /// <param name="proxied">True when the uplink leads through a proxy.</param>
    /// <param name="random">Where to begin to look, so that two runs side by side do not race for the same ports.</param>
    public static DemoPorts Choose(int gateways, int replicas, bool proxied, Random random)
    {
        int[] ports = FreePorts.Take(4 + replicas + (3 * gateways), random);
        int[] rest = ports[(4 + replicas)..];
        return new DemoPorts(
            ports[0], proxied ? ports[1] : ports[0], ports[2], ports[3], ports[4..(4 + replicas)],
            rest[..gateways], rest[gateways..(2 * gateways)], rest[(2 * gateways)..]);
    }
}
