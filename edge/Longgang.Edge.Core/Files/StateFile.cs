using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Longgang.Edge.Core.Files;

/// <summary>
/// A small file that is written as a whole or not at all: aside, then renamed. For what makes a restart smoother and can be done without;
/// what was accepted lies in the lanes. Not thread-safe.
/// </summary>
public sealed class StateFile<T>(string path, JsonTypeInfo<T> json)
    where T : class
{
    /// <summary>What it holds; null when there is none, or none that this version can read.</summary>
    /// <exception cref="IOException">It is there and the disk does not give it.</exception>
    public T? Read()
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize(File.ReadAllBytes(path), json) : null;
        }
        catch (JsonException)
        {
            return null; // of another version: as good as none
        }
    }

    /// <summary>Replaces it.</summary>
    /// <exception cref="IOException">The disk is full, or gone.</exception>
    public void Write(T value)
    {
        string aside = path + ".new";
        File.WriteAllBytes(aside, JsonSerializer.SerializeToUtf8Bytes(value, json));
        File.Move(aside, path, overwrite: true);
    }
}
