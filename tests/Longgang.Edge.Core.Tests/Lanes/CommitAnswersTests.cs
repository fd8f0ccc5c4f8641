using Longgang.Edge.Core.Lanes;

namespace Longgang.Edge.Core.Tests.Lanes;

public sealed class CommitAnswersTests
{
    [Fact]
    public void TryHold_WhenNobodyIsTold_SaysSendAtOnce()
    {
        var answer = new Answer();
        Assert.False(CommitAnswers.TryHold(answer));
        Assert.Equal(0, answer.Sent);
    }

    [Fact]
    public void Gather_WhatIsHeld_IsSentWhenAllAreTold()
    {
        var first = new Answer();
        var second = new Answer();
        CommitAnswers.Gather(0, _ =>
        {
            Assert.True(CommitAnswers.TryHold(first));
            Assert.True(CommitAnswers.TryHold(second));
            Assert.Equal(0, first.Sent + second.Sent);
        });
        Assert.Equal((1, 1), (first.Sent, second.Sent));
        Assert.False(CommitAnswers.TryHold(first));
    }

    [Fact]
    public void Gather_TellingThrows_SendsWhatIsHeldAndThrows()
    {
        var answer = new Answer();
        Assert.Throws<InvalidOperationException>(() => CommitAnswers.Gather(0, _ =>
        {
            Assert.True(CommitAnswers.TryHold(answer));
            throw new InvalidOperationException("as planned");
        }));
        Assert.Equal(1, answer.Sent);
        Assert.False(CommitAnswers.TryHold(answer));
    }

    [Fact]
    public void Gather_SendingThatGathersAgain_SendsThatToo()
    {
        var inner = new Answer();
        var outer = new Answer(() => CommitAnswers.Gather(0, _ => Assert.True(CommitAnswers.TryHold(inner))));
        CommitAnswers.Gather(0, _ => CommitAnswers.TryHold(outer));
        Assert.Equal((1, 1), (inner.Sent, outer.Sent));
    }

    [Fact]
    public void Gather_WithinAnother_WaitsForTheOuterOne()
    {
        var answer = new Answer();
        CommitAnswers.Gather(0, _ =>
        {
            CommitAnswers.Gather(0, _ => CommitAnswers.TryHold(answer));
            Assert.Equal(0, answer.Sent);
        });
        Assert.Equal(1, answer.Sent);
    }

    private sealed class Answer(Action? then = null) : IHeldAnswer
    {
        public int Sent { get; private set; }

        public void Send()
        {
            Sent++;
            then?.Invoke();
        }
    }
}
