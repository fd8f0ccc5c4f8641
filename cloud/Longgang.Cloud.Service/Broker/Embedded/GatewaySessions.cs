namespace Longgang.Cloud.Service.Broker.Embedded;

/// <summary>Which boxes are connected to the embedded broker now.</summary>
public sealed class GatewaySessions : IGatewayPresence
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, HashSet<GatewaySession>> _sessions = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int OnlineCount
    {
        get
        {
            lock (_lock)
            {
                return _sessions.Values.Count(IsOnline);
            }
        }
    }

    /// <inheritdoc/>
    public bool IsGatewayOnline(string gateway)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(gateway, out HashSet<GatewaySession>? sessions) && IsOnline(sessions);
        }
    }

    internal void Add(GatewaySession session)
    {
        lock (_lock)
        {
            if (!_sessions.TryGetValue(session.Gateway, out HashSet<GatewaySession>? sessions))
            {
                _sessions.Add(session.Gateway, sessions = []);
            }

            sessions.Add(session);
        }
    }

    internal void Remove(GatewaySession session)
    {
        lock (_lock)
        {
            if (_sessions.TryGetValue(session.Gateway, out HashSet<GatewaySession>? sessions) && sessions.Remove(session) && sessions.Count == 0)
            {
                _sessions.Remove(session.Gateway);
            }
        }
    }

    /// <summary>The box that holds a client id now, or null.</summary>
    internal string? HolderOf(string clientId)
    {
        lock (_lock)
        {
            return _sessions.Values.SelectMany(sessions => sessions).FirstOrDefault(session => session.ClientId == clientId)?.Gateway;
        }
    }

    internal IReadOnlyList<GatewaySession> SessionsOf(string gateway)
    {
        lock (_lock)
        {
            return _sessions.TryGetValue(gateway, out HashSet<GatewaySession>? sessions) ? [.. sessions] : [];
        }
    }

    private static bool IsOnline(HashSet<GatewaySession> sessions) => sessions.Any(session => !session.SaidGoodbye);
}
