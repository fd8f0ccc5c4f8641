using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Announcements;

/// <summary>Audio by hash, and speech made of text. Both are kept, within a bound.</summary>
public interface IAudioLibrary
{
    /// <summary>Which audio of the cloud's is here, hashes as 64 hex digits.</summary>
    IReadOnlyCollection<string> Held { get; }

    /// <summary>Raised when <see cref="Held"/> changed.</summary>
    event Action? Changed;

    /// <summary>Fetches audio ahead of time; resumes what was interrupted. Completes when it is here and its hash fits.</summary>
    /// <exception cref="AudioUnavailableException">It cannot be fetched, or is not what it should be.</exception>
    ValueTask StageAsync(Audio audio, CancellationToken cancellationToken);

    /// <summary>The audio of a content: the file if it is here or can be fetched, or its text spoken.</summary>
    /// <exception cref="AudioUnavailableException">There is none; the message begins with a word of docs/wire.md.</exception>
    ValueTask<AudioClip> RenderAsync(Content content, CancellationToken cancellationToken);
}
