namespace Longgang.Edge.Core.Rules;

/// <summary>Holds the policy in force. Readers take the reference once a scan, so that a scan is judged by one version.</summary>
public sealed class PolicyHolder
{
    private ScreeningPolicy? _current;

    /// <summary>Whether a first policy was loaded.</summary>
    public bool IsLoaded => Volatile.Read(ref _current) is not null;

    /// <summary>The policy in force.</summary>
    /// <exception cref="InvalidOperationException">None was loaded yet: the start order is wrong.</exception>
    public ScreeningPolicy Current => Volatile.Read(ref _current) ?? throw new InvalidOperationException("No screening policy was loaded before the first scan.");

    /// <summary>Puts a validated policy in force.</summary>
    public void Replace(ScreeningPolicy policy) => Volatile.Write(ref _current, policy);
}
