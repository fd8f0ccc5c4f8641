using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Store;

/// <summary>What makes one kind of store differ from another on the disk.</summary>
/// <param name="Name">Of its two files and of its collection.</param>
/// <param name="CheckpointPages">Pages in the log before a checkpoint.</param>
/// <param name="TransactionPages">Most pages that one transaction usually takes: that much room is always kept in the log.</param>
/// <param name="Strict">Whether a damaged page of documents ends the store as well. Otherwise it is handed out, and the documents' own checksums tell.</param>
internal sealed record StoreShape(string Name, int CheckpointPages, int TransactionPages, bool Strict)
{
    /// <summary>What a store is called while it is being made.</summary>
    internal const string NewSuffix = ".new";

    internal string Data => Name + ".db";

    internal string Log => Name + ".log";

    internal long TransactionBytes => LogFormat.TransactionBytes(TransactionPages);

    internal long LogCapacity => LogFormat.GroupsStart + LogFormat.TransactionBytes(CheckpointPages) + TransactionBytes;
}
