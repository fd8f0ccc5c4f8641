using Longgang.Contracts.Wire;
using Longgang.Edge.Outbox.Files;

namespace Longgang.Benchmarks.Outbox;

/// <summary>A plain file: each batch's payload at its end, one fdatasync each. Deletes nothing: it is the floor that the disk sets.</summary>
internal sealed class AppendFileSubject : IOutboxSubject
{
    public string Name => "append-file";

    public int MostEvents => int.MaxValue;

    public Task<(long Lost, long Duplicated)> RunAsync(string directory, IReadOnlyList<Event> events) => Task.Run(() =>
    {
        using var maker = new BatchMaker();
        var folder = new PosixFolder(directory);
        using IStoreFile file = folder.Open("append.log");
        long position = 0;
        for (int first = 0; first < events.Count; first += BatchMaker.BatchEvents)
        {
            byte[] payload = maker.Make(events, first);
            file.Write(position, payload);
            file.Sync();
            position += payload.Length;
        }

        return (0L, 0L);
    });
}
