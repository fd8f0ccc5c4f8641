using System.Buffers;
using System.Text.Json;

namespace Longgang.FirmwareSim.Speakers.Heard;

/// <summary>
/// The truth about loudspeakers: an append-only file of JSON lines, and the same as a table. Written by what sounds and by what comes in, never by
/// what a speaker answers; answers stand in it as what they are.
/// </summary>
public sealed class HeardLog : IDisposable
{
    // A burst of thousands of speakers must not make a large buffer for the rest of the run.
    private const int PieceSize = 1 << 15;

    private static readonly byte[] _newLine = "\n"u8.ToArray();

    private readonly Lock _gate = new();
    private readonly HeardTable _table = new();
    private readonly TimeProvider _time;
    private readonly FileStream? _file;
    private readonly Utf8JsonWriter? _json;
    private readonly ArrayBufferWriter<byte> _piece = new(2 * PieceSize);
    private IReadOnlyList<HeardPart>? _lastParts;
    private string? _lastKey;

    /// <param name="path">The file, written anew; null for the table alone.</param>
    /// <param name="time">The clocks that events are stamped with.</param>
    public HeardLog(string? path, TimeProvider time)
    {
        _time = time;
        if (path is not null)
        {
            _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);
            _json = new Utf8JsonWriter(_piece, new JsonWriterOptions { Encoder = HeardJson.Readable.Options.Encoder });
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

    /// <summary>Writes an event; its times are set here, and its words become their key.</summary>
    public void Write(HeardEvent happened)
    {
        lock (_gate)
        {
            happened.At = _time.GetTimestamp();
            happened.UnixMs = _time.GetUtcNow().ToUnixTimeMilliseconds();
            if (happened.Parts is { } parts)
            {
                // Words once, and their key ever after: an announcement reaches thousands.
                happened.Content = KeyOf(parts);
                happened.Parts = null;
                if (!_table.Contents.ContainsKey(happened.Content))
                {
                    Put(new HeardEvent
                    {
                        What = HeardWhat.Content,
                        At = happened.At,
                        UnixMs = happened.UnixMs,
                        Content = happened.Content,
                        Parts = parts,
                    });
                }
            }

            Put(happened);
        }
    }

    /// <summary>Hands everything to the operating system.</summary>
    public void Flush()
    {
        lock (_gate)
        {
            FlushPiece();
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
            _json.Reset(_piece);
            JsonSerializer.Serialize(_json, happened, HeardJson.Readable.HeardEvent);
            _json.Flush();
            _piece.Write(_newLine);
            if (_piece.WrittenCount >= PieceSize)
            {
                FlushPiece();
            }
        }
    }

    private void FlushPiece()
    {
        _file?.Write(_piece.WrittenSpan);
        _piece.ResetWrittenCount();
    }

    private string KeyOf(IReadOnlyList<HeardPart> parts)
    {
        if (_lastKey is null || !parts.SequenceEqual(_lastParts!))
        {
            (_lastParts, _lastKey) = (parts, HeardContent.KeyOf(parts));
        }

        return _lastKey;
    }
}
