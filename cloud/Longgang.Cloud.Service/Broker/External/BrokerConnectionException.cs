namespace Longgang.Cloud.Service.Broker.External;

/// <summary>A connection to the external broker did not come about or ended. It is made anew after a pause; nothing is lost.</summary>
public sealed class BrokerConnectionException(string message, Exception? inner = null) : Exception(message, inner);
