namespace Longgang.Edge.Outbox.Files;

/// <summary>
/// One file of a lane. Everything that decides about durability goes through these few calls, so that a test can record,
/// tear, refuse or lose each of them.
/// </summary>
internal interface IStoreFile : IDisposable
{
    /// <summary>Bytes up to the end of the file.</summary>
    long Length { get; }

    /// <summary>Reads until <paramref name="buffer"/> is full or the file ends; returns the bytes read.</summary>
    /// <exception cref="StoreFileException">The disk could not be read.</exception>
    int Read(long offset, Span<byte> buffer);

    /// <summary>Writes all of <paramref name="data"/>. Nothing is promised about it until <see cref="Sync"/> has returned.</summary>
    /// <exception cref="StoreFileException">The disk is full or broken.</exception>
    void Write(long offset, ReadOnlySpan<byte> data);

    /// <summary>fdatasync: everything written before the call survives a power cut.</summary>
    /// <exception cref="StoreFileException">
    /// The kernel could not write. The pages that it failed on may be marked clean, so a second call that succeeds proves nothing:
    /// whoever sees this must write the data again.
    /// </exception>
    void Sync();

    /// <summary>Reserves disk blocks without changing <see cref="Length"/>, so that writing there cannot meet a full disk.</summary>
    /// <exception cref="StoreFileException">The disk is full.</exception>
    void Reserve(long offset, long length);

    /// <summary>Cuts or extends the file.</summary>
    void SetLength(long length);
}
