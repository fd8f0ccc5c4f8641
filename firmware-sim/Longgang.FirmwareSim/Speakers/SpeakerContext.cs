using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Speakers.Audio;
using Longgang.FirmwareSim.Speakers.Heard;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>What all loudspeakers of a process share.</summary>
public sealed record SpeakerContext(
    FleetClock Clock, FleetLoop Loop, SpeakerCounters Counters, HeardLog Heard, AudioFetcher Fetcher, HeardRecorder Recorder);
