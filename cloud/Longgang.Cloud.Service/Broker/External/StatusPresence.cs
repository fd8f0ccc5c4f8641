namespace Longgang.Cloud.Service.Broker.External;

/// <summary>
/// Which boxes are online by what they said last. A broker that was replaced publishes no wills for those that it never met, so a box that
/// has been silent for long counts as offline; a living one says something at least every 15 s.
/// </summary>
internal sealed class StatusPresence(TimeProvider time) : IGatewayPresence
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (bool Online, long At)> _said = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int OnlineCount
    {
        get
        {
            lock (_lock)
            {
                return _said.Values.Count(IsOnline);
            }
        }
    }

    /// <inheritdoc/>
    public bool IsGatewayOnline(string gateway)
    {
        lock (_lock)
        {
            return _said.TryGetValue(gateway, out (bool, long) said) && IsOnline(said);
        }
    }

    /// <summary>Takes what a box, or the broker in its name, said.</summary>
    public void Say(string gateway, bool online)
    {
        lock (_lock)
        {
            _said[gateway] = (online, time.GetTimestamp());
        }
    }

    private bool IsOnline((bool Online, long At) said) => said.Online && time.GetElapsedTime(said.At) < Silence;
}
