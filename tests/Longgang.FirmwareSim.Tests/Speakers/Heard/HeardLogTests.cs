using Longgang.FirmwareSim.Speakers.Heard;
using Longgang.FirmwareSim.Truth;

namespace Longgang.FirmwareSim.Tests.Speakers.Heard;

public sealed class HeardLogTests
{
    private static readonly HeardPart[] _words = [new("zh-CN", "请留在家中", null)];

    [Fact]
    public void Write_ToAFile_ReadsBackAsTheSameTable()
    {
        string path = Path.GetTempFileName();
        using (var log = new HeardLog(path, TimeProvider.System))
        {
            Write(log, "speaker-0001", "01");
            Write(log, "speaker-0002", "02");
            log.Write(new HeardEvent { What = HeardWhat.Unreadable, Speaker = "speaker-0001", Reason = "play" });
            log.Flush();
            var read = new HeardTable();
            using (var tail = new TruthTail(path))
            {
                tail.Read(read.Apply);
            }

            Assert.Equal(log.Read(Describe), Describe(read));
            Assert.Equal(2, read.Plays.Count);
            Assert.Equal(1, read.Unreadable);
        }

        string[] lines = File.ReadAllLines(path);
        File.Delete(path);
        // The words stand there once, readable.
        Assert.Single(lines, line => line.Contains("请留在家中", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_OfATwiceToldPlay_CountsBothAndEverySound()
    {
        using var log = new HeardLog(null, TimeProvider.System);
        Write(log, "speaker-0001", "01");
        Write(log, "speaker-0001", "01");
        PlayTruth play = log.Read(table => table.Find("speaker-0001", "01"))!;
        Assert.Equal((2, 2, "finished", "finished"), (play.Told, play.Heard.Count, play.LastAnswer, play.LastKept));
        Assert.All(play.Heard, span => Assert.True(span.Whole && span.EndedAt >= span.BeganAt));
    }

    [Fact]
    public void ContentsWith_OfWordsOrHash_FindsThem()
    {
        using var log = new HeardLog(null, TimeProvider.System);
        Write(log, "speaker-0001", "01");
        Write(log, "speaker-0001", "02", [new HeardPart("en", null, "abc")]);
        Assert.Single(log.Read(table => table.ContentsWith("在家")));
        Assert.Single(log.Read(table => table.ContentsWith("abc")));
        Assert.Empty(log.Read(table => table.ContentsWith("ab")));
    }

    [Fact]
    public void Apply_OfABrokenLine_NamesIt() => Assert.Contains("nonsense", Assert.Throws<FormatException>(() => new HeardTable().Apply("nonsense")).Message, StringComparison.Ordinal);

    internal static void Write(HeardLog log, string speaker, string play, HeardPart[]? parts = null, string how = "whole", string answer = "finished")
    {
        log.Write(new HeardEvent { What = HeardWhat.Told, Speaker = speaker, Play = play, Parts = parts ?? _words, Priority = 5, WithinMs = 1000 });
        log.Write(new HeardEvent { What = HeardWhat.Began, Speaker = speaker, Play = play });
        log.Write(new HeardEvent { What = HeardWhat.Ended, Speaker = speaker, Play = play, How = how, HeardMs = 1100 });
        log.Write(new HeardEvent { What = HeardWhat.Answered, Speaker = speaker, Play = play, State = answer });
        log.Write(new HeardEvent { What = HeardWhat.Kept, Speaker = speaker, Play = play, State = answer });
    }

    private static string Describe(HeardTable table) => string.Join('\n', table.Plays.Select(p =>
        $"{p.Speaker} {p.Play} {p.Content} {p.Told} {p.ToldAt} {p.WithinMs} {p.Priority} {string.Join(',', p.Heard)} {p.LastAnswer} {p.LastKept}")
        .Concat(table.Contents.Select(c => $"{c.Key} {string.Join(',', c.Value)}")));
}
