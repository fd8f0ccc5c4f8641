using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Speakers.Playing;

namespace Longgang.FirmwareSim.Speakers;

/// <summary>A loudspeaker as its fleet sees it.</summary>
public interface ISpeakerDevice : ILoopMember, IAsyncDisposable
{
    string Id { get; }

    /// <summary>Receipts that it holds and that no box has kept.</summary>
    int Buffered { get; }

    /// <summary>True once it can be told something.</summary>
    bool Ready { get; }

    /// <summary>True while it sounds.</summary>
    bool Sounding { get; }

    /// <summary>What is wrong with it.</summary>
    SpeakerFault Fault { get; set; }

    /// <summary>Takes its power for a time; one on RTP hears nothing meanwhile.</summary>
    void PullPlug(TimeSpan awayFor, bool forgetting);
}
