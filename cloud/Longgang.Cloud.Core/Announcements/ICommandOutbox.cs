namespace Longgang.Cloud.Core.Announcements;

/// <summary>
/// Commands on their way to boxes, durable before the first is published. Those of an announcement are added with its step
/// (<see cref="IAnnouncementStore.SaveAsync"/>); ingestion writes the boxes' answers.
/// </summary>
public interface ICommandOutbox
{
    /// <summary>Adds commands that belong to no step, e.g. the staging of audio. One that is there already changes nothing.</summary>
    Task AddAsync(IReadOnlyList<OutgoingCommand> commands, CancellationToken cancellationToken);

    /// <summary>
    /// What has to be published now: commands that never were, then those that boxes have not answered and whose time to be sent again has come. Nothing that has expired.
    /// </summary>
    Task<IReadOnlyList<DueCommand>> ListDueAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>What a box has not answered and what has not expired, in the order of issue: to be sent again when the box is born.</summary>
    Task<IReadOnlyList<DueCommand>> ListUnansweredAsync(string gateway, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>When <see cref="ListDueAsync"/> will have something next; null: never, unless commands are added.</summary>
    Task<DateTimeOffset?> ReadNextDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>
    /// These were published. One whose <see cref="DueCommand.Gateway"/> is null counts for all of its boxes.
    /// </summary>
    /// <param name="commands">The commands.</param>
    /// <param name="again">When each is to be sent again if it is not answered.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    Task MarkSentAsync(IReadOnlyList<DueCommand> commands, DateTimeOffset again, CancellationToken cancellationToken);

    /// <summary>What the boxes have answered to the commands of an announcement, in the order of commands and boxes.</summary>
    Task<IReadOnlyList<CommandAnswer>> ReadAnswersAsync(string announcement, CancellationToken cancellationToken);
}
