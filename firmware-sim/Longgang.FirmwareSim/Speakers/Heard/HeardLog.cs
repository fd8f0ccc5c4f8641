using System.Buffers;
using System.Text.Json;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>
/// The truth about loudspeakers: an append-only file of JSON lines, and the same as a table. Written by what sounds and by what comes in, never by
/// what a speaker answers; answers stand in it as what they are.
/// </summary>
public sealed class HeardLog : IDisposable
{
    private static readonly byte[] _newLine = "\n"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly Lock _fileGate = new();
    private readonly HeardTable _table = new();
    private readonly TimeProvider _time;
    private readonly FileStream? _file;
    private readonly Utf8JsonWriter? _json;
    private ArrayBufferWriter<byte> _filling = new(1 << 12);
    private ArrayBufferWriter<byte> _leaving = new(1 << 12);

    /// <param name="path">The file, written anew; null for the table alone.</param>
    /// <param name="time">The clocks that events are stamped with.</param>
    public HeardLog(string? path, TimeProvider time)
    {
        _time = time;
        if (path is not null)
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            _json = new Utf8JsonWriter(_filling, new JsonWriterOptions { Encoder = HeardJson.Readable.Options.Encoder });
        }
    }

    /// <summary>Looks at the table while nothing is written to it. Must not block.</summary>
    public T Read<T>(Func<HeardTable, T> question)
    {
        lock (_gate)
        {
            return question(_table);
        }
    }

    /// <summary>Writes an event; its times are set here.</summary>
    public void Write(HeardEvent happened)
    {
        HeardEvent stamped = happened with { At = _time.GetTimestamp(), UnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds() };
        lock (_gate)
        {
            if (stamped.Parts is { } parts)
            {
                // Words once, and their key ever after: an announcement reaches thousands.
                string key = HeardContent.KeyOf(parts);
                if (!_table.Contents.ContainsKey(key))
                {
                    Put(new HeardEvent { What = HeardWhat.Content, At = stamped.At, UnixMs = stamped.UnixMs, Content = key, Parts = parts });
                }

                stamped = stamped with { Content = key, Parts = null };
            }

            Put(stamped);
        }
    }

    /// <summary>Hands everything to the operating system.</summary>
    public void Flush()
    {
        if (_file is null)
        {
            return;
        }

        lock (_fileGate)
        {
            lock (_gate)
            {
                (_filling, _leaving) = (_leaving, _filling);
            }

            _file.Write(_leaving.WrittenSpan);
            _leaving.ResetWrittenCount();
        }
    }

    public void Dispose()
    {
        Flush();
        _json?.Dispose();
        _file?.Dispose();
    }

    private void Put(HeardEvent happened)
    {
        _table.Apply(happened);
        if (_json is not null)
        {
            _json.Reset(_filling);
            JsonSerializer.Serialize(_json, happened, HeardJson.Readable.HeardEvent);
            _json.Flush();
            _filling.Write(_newLine);
        }
    }
}
