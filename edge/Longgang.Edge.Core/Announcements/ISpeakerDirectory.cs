namespace Longgang.Edge.Core.Announcements;

/// <summary>The speakers that this box serves.</summary>
public interface ISpeakerDirectory
{
    /// <summary>The register as it stands; replaced as a whole when it is reloaded.</summary>
    IReadOnlyList<SpeakerEntry> Current { get; }

    /// <summary>Raised after <see cref="Current"/> was replaced.</summary>
    event Action? Changed;
}
