namespace Longgang.Cloud.Service.Api;

/// <summary>What a person wants done with an announcement.</summary>
/// <param name="By">Who. Required.</param>
/// <param name="Comment">What they say; required to refuse.</param>
/// <param name="Version">The version that was read; required, here or as If-Match.</param>
/// <param name="Fingerprint">To submit: of the audience that was shown, see the pre-flight. Absent: whoever is in it now.</param>
public sealed record AnnouncementCommandJson(string? By, string? Comment, long? Version, string? Fingerprint);
