using System.Text;

namespace Longgang.FirmwareSim.Truth;

/// <summary>Reads a truth file while it grows: whole lines only.</summary>
public sealed class TruthTail(string path) : IDisposable
{
    private readonly byte[] _bytes = new byte[1 << 16];
    private readonly List<byte> _rest = [];
    private FileStream? _file;

    /// <summary>Applies every line that came since the last call.</summary>
    public void ReadInto(TruthTable table) => Read(table.Apply);

    /// <summary>Hands over every line that came since the last call.</summary>
    public void Read(Action<string> take)
    {
        if (_file is null && !File.Exists(path))
        {
            return;
        }

        _file ??= new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        int read;
        while ((read = _file.Read(_bytes)) > 0)
        {
            ReadOnlySpan<byte> bytes = _bytes.AsSpan(0, read);
            int end;
            while ((end = bytes.IndexOf((byte)'\n')) >= 0)
            {
                _rest.AddRange(bytes[..end]);
                take(Encoding.UTF8.GetString([.. _rest]));
                _rest.Clear();
                bytes = bytes[(end + 1)..];
            }

            _rest.AddRange(bytes);
        }
    }

    public void Dispose() => _file?.Dispose();
}
