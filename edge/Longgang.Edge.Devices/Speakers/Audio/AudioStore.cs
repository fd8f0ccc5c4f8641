using System.Globalization;
using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Devices.Speakers.Audio;

/// <summary>
/// Clips on disk, by what they were made of: <c>clips/{sha256}.wav</c> and <c>names/{key}</c>, which says which clip it is. A clip is renamed into its place after it is durable, and its name
/// after it, so that a crash leaves at worst a clip without a name, which goes with the next start. Bounded: what was not used for longest goes, never what was asked for a while ago.
/// </summary>
internal sealed class AudioStore
{
    private readonly string _directory;
    private readonly long _limitBytes;
    private readonly TimeSpan _holdFor;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private long _uses;
    private long _reserved;

    /// <summary>Opens the folder and drops what an interrupted run has left, except for what was begun to be fetched.</summary>
    /// <exception cref="IOException">The folder cannot be used.</exception>
    public AudioStore(string directory, long limitBytes, TimeSpan holdFor, TimeProvider time)
    {
        _directory = directory;
        _limitBytes = limitBytes;
        _holdFor = holdFor;
        _time = time;
        foreach (string folder in (ReadOnlySpan<string>)["clips", "names", "fetching"])
        {
            Directory.CreateDirectory(Path.Combine(directory, folder));
        }

        Load();
    }

    /// <summary>Keys of everything that is here.</summary>
    public IReadOnlyCollection<string> Keys
    {
        get
        {
            lock (_lock)
            {
                return [.. _entries.Keys];
            }
        }
    }

    /// <summary>Where the part of a file lies that is being fetched.</summary>
    public string Fetching(string sha256) => Path.Combine(_directory, "fetching", sha256);

    /// <summary>A new file beside the others.</summary>
    public string Aside() => Path.Combine(_directory, "clips", $"{Guid.NewGuid():n}.new");

    /// <summary>A clip, which is thereby in use.</summary>
    /// <param name="key">What it was made of.</param>
    /// <param name="isProven">Whether its content has been looked at since the start: disks forget.</param>
    public AudioClip? Use(string key, out bool isProven)
    {
        lock (_lock)
        {
            isProven = false;
            if (!_entries.TryGetValue(key, out Entry? entry))
            {
                return null;
            }

            isProven = entry.IsProven;
            Touch(key, entry);
            return entry.Clip;
        }
    }

    /// <summary>The file of a clip, which is thereby in use; null when there is none.</summary>
    public string? UseFile(string sha256)
    {
        lock (_lock)
        {
            foreach ((string key, Entry entry) in _entries)
            {
                if (string.Equals(entry.Clip.Sha256, sha256, StringComparison.OrdinalIgnoreCase))
                {
                    Touch(key, entry);
                    return entry.Clip.Path;
                }
            }

            return null;
        }
    }

    /// <summary>The content of a clip is what its hash says.</summary>
    public void Proven(string key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out Entry? entry))
            {
                entry.IsProven = true;
            }
        }
    }

    /// <summary>Makes room for a file that is about to be written. To be given back by <see cref="Release"/>.</summary>
    /// <returns>Keys that had to go for it; null when there is no room, for everything was asked for a while ago.</returns>
    public IReadOnlyList<string>? Reserve(long bytes)
    {
        lock (_lock)
        {
            var gone = new List<string>();
            long excess = _entries.Values.DistinctBy(entry => entry.Clip.Sha256).Sum(entry => entry.Bytes) + _reserved + bytes - _limitBytes;
            foreach ((string key, Entry entry) in _entries.OrderBy(pair => pair.Value.LastUse).ToList())
            {
                if (excess <= 0)
                {
                    break;
                }

                if (entry.UsedAt is { } usedAt && _time.GetElapsedTime(usedAt) < _holdFor)
                {
                    continue;
                }

                excess -= Remove(key) ? entry.Bytes : 0;
                gone.Add(key);
            }

            if (excess > 0)
            {
                return null;
            }

            _reserved += bytes;
            return gone;
        }
    }

    /// <summary>The room is no longer needed.</summary>
    public void Release(long bytes)
    {
        lock (_lock)
        {
            _reserved -= bytes;
        }
    }

    /// <summary>Puts a clip into its place.</summary>
    /// <param name="key">What it was made of.</param>
    /// <param name="aside">Where it lies, durable.</param>
    /// <param name="sha256">Its hash.</param>
    /// <param name="duration">How long it plays.</param>
    public AudioClip Add(string key, string aside, string sha256, TimeSpan duration)
    {
        lock (_lock)
        {
            string path = PathOf(sha256);
            File.Move(aside, path, overwrite: true);
            string name = Path.Combine(_directory, "names", key);
            string newName = name + ".new";
            using (var file = new FileStream(newName, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                file.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{sha256} {(long)duration.TotalMilliseconds}\n")));
                file.Flush(flushToDisk: true);
            }

            File.Move(newName, name, overwrite: true);
            var entry = new Entry(new AudioClip(path, sha256, duration), new FileInfo(path).Length) { IsProven = true };
            _entries[key] = entry;
            Touch(key, entry);
            return entry.Clip;
        }
    }

    /// <summary>Deletes a clip that is not what it should be.</summary>
    public void Forget(string key)
    {
        lock (_lock)
        {
            Remove(key);
        }
    }

    private string PathOf(string sha256) => Path.Combine(_directory, "clips", sha256 + ".wav");

    private void Touch(string key, Entry entry)
    {
        entry.LastUse = ++_uses;
        entry.UsedAt = _time.GetTimestamp();
        File.SetLastWriteTimeUtc(Path.Combine(_directory, "names", key), _time.GetUtcNow().UtcDateTime); // the order survives a restart
    }

    private bool Remove(string key)
    {
        if (!_entries.Remove(key, out Entry? entry))
        {
            return false;
        }

        File.Delete(Path.Combine(_directory, "names", key));
        if (_entries.Values.Any(other => other.Clip.Sha256 == entry.Clip.Sha256))
        {
            return false; // made of something else too
        }

        File.Delete(entry.Clip.Path); // whoever reads it now still has it open
        return true;
    }

    private void Load()
    {
        foreach (FileInfo name in new DirectoryInfo(Path.Combine(_directory, "names")).GetFiles().OrderBy(file => file.LastWriteTimeUtc))
        {
            string[] words = File.ReadAllText(name.FullName).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            if (words is [{ Length: 64 } sha256, string milliseconds] && sha256.All(char.IsAsciiHexDigitLower)
                && long.TryParse(milliseconds, CultureInfo.InvariantCulture, out long duration) && name.Extension.Length == 0
                && new FileInfo(PathOf(sha256)) is { Exists: true } clip)
            {
                _entries[name.Name] = new Entry(new AudioClip(clip.FullName, sha256, TimeSpan.FromMilliseconds(duration)), clip.Length) { LastUse = ++_uses };
            }
            else
            {
                name.Delete();
            }
        }

        var named = _entries.Values.Select(entry => Path.GetFileName(entry.Clip.Path)).ToHashSet(StringComparer.Ordinal);
        foreach (string orphan in Directory.EnumerateFiles(Path.Combine(_directory, "clips")).Where(file => !named.Contains(Path.GetFileName(file))))
        {
            File.Delete(orphan);
        }

        DateTime old = _time.GetUtcNow().UtcDateTime - TimeSpan.FromDays(7);
        foreach (string part in Directory.EnumerateFiles(Path.Combine(_directory, "fetching")).Where(file => File.GetLastWriteTimeUtc(file) < old))
        {
            File.Delete(part);
        }
    }

    private sealed class Entry(AudioClip clip, long bytes)
    {
        public AudioClip Clip => clip;

        public long Bytes => bytes;

        public long LastUse { get; set; }

        public long? UsedAt { get; set; }

        public bool IsProven { get; set; }
    }
}
