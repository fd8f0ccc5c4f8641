namespace Longgang.FirmwareSim.Places;

/// <summary>One loudspeaker of the district.</summary>
/// <param name="Id">The device id.</param>
/// <param name="Gateway">The index of its gateway in the plan.</param>
/// <param name="Area">The 12-digit code of its community.</param>
/// <param name="Secret">Its secret; a speaker on RTP never shows it.</param>
/// <param name="Adapter">How its box reaches it.</param>
/// <param name="Group">Speakers that can only play together; its own id when it plays by itself.</param>
/// <param name="Labels">What kind of place it stands in.</param>
/// <param name="Latitude">Degrees north, WGS 84.</param>
/// <param name="Longitude">Degrees east, WGS 84.</param>
/// <param name="Languages">What it can speak by itself, BCP 47 tags.</param>
/// <param name="Address">Where an RTP speaker listens: address and even port.</param>
/// <param name="Payload">What an RTP speaker understands.</param>
public sealed record SpeakerPlan(
    string Id, int Gateway, string Area, string Secret, SpeakerAdapter Adapter, string Group, IReadOnlyList<string> Labels,
    double Latitude, double Longitude, IReadOnlyList<string> Languages, string? Address = null, RtpPayload? Payload = null);
