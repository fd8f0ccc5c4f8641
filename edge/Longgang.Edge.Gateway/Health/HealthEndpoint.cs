namespace Longgang.Edge.Gateway.Health;

/// <summary>Marks connections of the health listener, so that its routes do not answer on the LAN.</summary>
internal sealed class HealthEndpoint
{
    public static readonly HealthEndpoint Instance = new();
}
