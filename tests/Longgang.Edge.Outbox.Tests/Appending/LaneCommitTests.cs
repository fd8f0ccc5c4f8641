using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Outbox.Appending;

namespace Longgang.Edge.Outbox.Tests.Appending;

public sealed class LaneCommitTests
{
    [Fact]
    public async Task Execute_Callers_AreAllToldBeforeOneOfThemAnswers()
    {
        PendingAppend[] events = [.. Enumerable.Range(1, 20).Select(n => PendingAppend.Rent(LaneFixture.Scan("d1", (ulong)n), urgent: false))];
        int told = 0;
        var toldWhenSent = new List<int>();
        var answers = new Answer(() => toldWhenSent.Add(told));
        Task callers = Task.WhenAll(events.Select(async item =>
        {
            _ = await item.Result.ConfigureAwait(false);
            told++;
            Assert.True(CommitAnswers.TryHold(answers));
        }));

        new LaneCommit(null!, null, events, [], default, 0).Execute();

        await callers;
        Assert.Equal(Enumerable.Repeat(events.Length, events.Length), toldWhenSent);
    }

    private sealed class Answer(Action send) : IHeldAnswer
    {
        public void Send() => send();
    }
}
