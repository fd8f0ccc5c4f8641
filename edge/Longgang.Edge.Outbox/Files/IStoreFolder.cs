namespace Longgang.Edge.Outbox.Files;

/// <summary>The folder of a lane.</summary>
internal interface IStoreFolder
{
    /// <summary>Whether a file of that name exists.</summary>
    bool Exists(string name);

    /// <summary>Opens a file for reading and writing, making it when it does not exist.</summary>
    IStoreFile Open(string name);

    /// <summary>Removes a file; nothing happens when there is none.</summary>
    void Delete(string name);

    /// <summary>Renames atomically, replacing the target, and makes the renaming durable.</summary>
    void Rename(string from, string to);

    /// <summary>fsync of the folder: files made, renamed or removed before stay so.</summary>
    void Sync();

    /// <summary>Takes the folder for this process until the result is disposed.</summary>
    /// <exception cref="StoreFileException">Another process holds it.</exception>
    IDisposable Lock();
}
