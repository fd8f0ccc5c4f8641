namespace Longgang.Cloud.Service.Hosting;

/// <summary>The configuration cannot even be read.</summary>
public sealed class ConfigurationErrorException(string message) : Exception(message);
