namespace Longgang.Cloud.Service.Hosting;

/// <summary>Another process of the service has the database.</summary>
public sealed class DatabaseInUseException(string message, Exception inner) : Exception(message, inner);
