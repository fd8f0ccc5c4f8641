namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Whether the store works.</summary>
public interface IStoreHealth
{
    /// <summary>Why the store cannot be used, or null while it can.</summary>
    string? Failure { get; }

    /// <summary>What damage to the store has cost, or null when there was none. It does not keep the store from working.</summary>
    string? Damage => null;
}
