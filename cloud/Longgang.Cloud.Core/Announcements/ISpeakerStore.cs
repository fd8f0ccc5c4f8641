namespace Longgang.Cloud.Core.Announcements;

/// <summary>What boxes report of their speakers and of the audio that they hold. Written by ingestion, with the batch that brought it.</summary>
public interface ISpeakerStore
{
    /// <summary>All speakers, one entry each, in the order of ids.</summary>
    /// <param name="removed">Also those that no box has any more.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task<IReadOnlyList<SpeakerRecord>> ListAsync(bool removed, CancellationToken cancellationToken);

    /// <summary>The audio of each box that has reported any: SHA-256, 64 lower-case hex digits.</summary>
    Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> ReadAudioAsync(CancellationToken cancellationToken);
}
