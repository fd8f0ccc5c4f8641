using Longgang.Contracts.Device;

namespace Longgang.Edge.Devices.Speakers.Rtp;

/// <summary>What became of a stream.</summary>
/// <param name="Stream">Which.</param>
/// <param name="State">What; null: nothing of it was or will be heard.</param>
/// <param name="Reason">Why, when it failed.</param>
/// <param name="PlayedMs">How much has left.</param>
internal readonly record struct RtpReport(RtpStream Stream, SpeakerState? State, string Reason, uint? PlayedMs);
