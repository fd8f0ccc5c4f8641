using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Registry;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>Encoded audio that somebody plays: sixty groups that play one announcement share it. Nobody plays it, nobody keeps it.</summary>
internal sealed class RtpAudioCache
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, WeakReference<RtpAudio>> _audio = new(StringComparer.Ordinal);

    /// <summary>The audio of clips, as somebody plays it already or new.</summary>
    public RtpAudio Get(IReadOnlyList<AudioClip> clips, SpeakerPayload payload, uint volumePercent)
    {
        string key = $"{payload} {volumePercent} {string.Join(' ', clips.Select(clip => clip.Sha256))}";
        lock (_lock)
        {
            foreach (string unused in _audio.Where(pair => !pair.Value.TryGetTarget(out _)).Select(pair => pair.Key).ToList())
            {
                _audio.Remove(unused);
            }

            if (_audio.TryGetValue(key, out WeakReference<RtpAudio>? kept) && kept.TryGetTarget(out RtpAudio? audio) && !audio.HasFailed)
            {
                return audio;
            }

            audio = new RtpAudio(clips, payload, volumePercent);
            _audio[key] = new WeakReference<RtpAudio>(audio);
            return audio;
        }
    }
}
