namespace Longgang.Cloud.Core.Ingestion;

/// <summary>What is asked for lies in a part of the store that is not what was written. It is repaired as soon as the store writes again; what is lost is then named.</summary>
public sealed class StoreDamagedException(string message, Exception innerException) : StoreUnavailableException(message, innerException);
