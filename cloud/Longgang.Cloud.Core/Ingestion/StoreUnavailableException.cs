namespace Longgang.Cloud.Core.Ingestion;

/// <summary>The store cannot take anything now: full disk, I/O error, locked file. Nothing was kept; trying again may succeed.</summary>
public class StoreUnavailableException(string message, Exception innerException) : Exception(message, innerException);
