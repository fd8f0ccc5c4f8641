namespace Longgang.Cloud.Service.Broker;

/// <summary>The way between the boxes and this process: a broker inside it, or connections to one beside it.</summary>
public interface IBrokerTransport
{
    /// <summary>How it is. Callable from any thread.</summary>
    BrokerFigures Figures { get; }

    /// <summary>The credentials of these boxes were withdrawn or changed: nothing of theirs is taken any more under the old ones.</summary>
    Task WithdrawAsync(IReadOnlyCollection<string> gateways);
}
