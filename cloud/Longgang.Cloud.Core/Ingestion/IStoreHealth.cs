namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Whether the store works.</summary>
public interface IStoreHealth
{
    /// <summary>Why the store cannot be used, or null while it can.</summary>
    string? Failure { get; }
}
