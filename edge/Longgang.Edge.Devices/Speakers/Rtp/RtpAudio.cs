using System.Buffers.Binary;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Devices.Speakers.Audio;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>
/// Clips, one after the other, as payload of packets. Encoded ahead while they are sent, once for all streams that play the same; the first packet is there
/// when a second of audio is.
/// </summary>
internal sealed class RtpAudio
{
    private const int ChunkPackets = 50;

    private readonly IReadOnlyList<string> _files;
    private readonly float _gain;
    private readonly byte[][] _chunks;
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lazy<Task> _encoding;
    private readonly byte[] _one;
    private int _filled;
    private int _ready;
    private volatile bool _failed;
    private volatile bool _complete;

    /// <summary>Opens no file yet.</summary>
    /// <param name="clips">16 bit, one channel, 16 kHz.</param>
    /// <param name="payload">What is sent.</param>
    /// <param name="volumePercent">0 … 100: the share of the amplitude.</param>
    public RtpAudio(IReadOnlyList<AudioClip> clips, SpeakerPayload payload, uint volumePercent)
    {
        Format = RtpFormat.Of(payload);
        _files = [.. clips.Select(clip => clip.Path)];
        _gain = Math.Min(volumePercent, 100) / 100f;
        double seconds = clips.Sum(clip => clip.Duration.TotalSeconds);
        int packets = (int)Math.Ceiling(seconds / RtpFormat.PacketTime.TotalSeconds);
        _chunks = new byte[(packets / ChunkPackets) + 2][];
        _one = new byte[Format.PacketBytes];
        _encoding = new Lazy<Task>(() => Task.Run(Encode));
    }

    /// <summary>How the packets look.</summary>
    public RtpFormat Format { get; }

    /// <summary>Whether every packet there will be is there.</summary>
    public bool IsComplete => _complete;

    /// <summary>Whether the files could not be read to the end.</summary>
    public bool HasFailed => _failed;

    /// <summary>Begins to encode, if nobody has, and completes when the first packets are there.</summary>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="InvalidDataException">A file is not what it should be.</exception>
    public Task PrepareAsync()
    {
        _ = _encoding.Value; // its failure is that of _first, or shows as HasFailed
        return _first.Task;
    }

    /// <summary>The payload of a packet. False when it is not encoded yet.</summary>
    public bool TryGet(int packet, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (packet >= Volatile.Read(ref _ready))
        {
            return false;
        }

        payload = _chunks[packet / ChunkPackets].AsSpan(packet % ChunkPackets * Format.PacketBytes, Format.PacketBytes);
        return true;
    }

    private void Encode()
    {
        try
        {
            var resampler = Format.Rate == ClipFormat.Rate ? null : new Resampler(ClipFormat.Rate, Format.Rate);
            var samples = new short[ClipFormat.Rate];
            var output = new List<float>(ClipFormat.Rate);
            var floats = new float[ClipFormat.Rate];
            foreach (string file in _files)
            {
                using WavReader wav = WavReader.Open(file);
                if (wav is not { Rate: ClipFormat.Rate, Channels: 1 })
                {
                    throw new InvalidDataException($"{file} has {wav.Channels} channels at {wav.Rate} Hz, not one at {ClipFormat.Rate}.");
                }

                for (int read; (read = wav.Read(samples)) > 0;)
                {
                    for (int i = 0; i < read; i++)
                    {
                        floats[i] = samples[i];
                    }

                    output.Clear();
                    if (resampler is null)
                    {
                        output.AddRange(floats.AsSpan(0, read));
                    }
                    else
                    {
                        resampler.Write(floats.AsSpan(0, read), output);
                    }

                    Append(output);
                }
            }

            output.Clear();
            resampler?.Flush(output);
            Append(output);
            Pad();
            _complete = true;
            _first.TrySetResult();
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            _failed = true;
            _first.TrySetException(e);
        }
    }

    private void Append(List<float> samples)
    {
        foreach (float sample in samples)
        {
            short scaled = (short)Math.Clamp(MathF.Round(sample * _gain), short.MinValue, short.MaxValue);
            if (Format.BytesPerSample == 1)
            {
                _one[_filled] = ULaw.Encode(scaled);
            }
            else
            {
                BinaryPrimitives.WriteInt16BigEndian(_one.AsSpan(_filled), scaled);
            }

            _filled += Format.BytesPerSample;
            if (_filled == _one.Length)
            {
                Publish();
            }
        }
    }

    /// <summary>The last packet is as long as the others: the rest of it is silence.</summary>
    private void Pad()
    {
        if (_filled > 0)
        {
            _one.AsSpan(_filled).Fill(Format.BytesPerSample == 1 ? ULaw.Silence : (byte)0);
            Publish();
        }
    }

    private void Publish()
    {
        _filled = 0;
        int chunk = _ready / ChunkPackets;
        if (chunk >= _chunks.Length)
        {
            throw new InvalidDataException("The audio is longer than its clips say.");
        }

        _chunks[chunk] ??= new byte[ChunkPackets * Format.PacketBytes];
        _one.CopyTo(_chunks[chunk], _ready % ChunkPackets * Format.PacketBytes);
        Volatile.Write(ref _ready, _ready + 1);
        if (_ready == ChunkPackets)
        {
            _first.TrySetResult();
        }
    }
}
