using Longgang.Cloud.Core.Alerts;

namespace Longgang.Cloud.Core.Tests.Alerts;

public sealed class AlertLifeCycleTests
{
    [Theory]
    [InlineData(AlertState.Raised, AlertChangeKind.Acknowledged, AlertState.Acknowledged)]
    [InlineData(AlertState.Raised, AlertChangeKind.Assigned, null)]
    [InlineData(AlertState.Raised, AlertChangeKind.Commented, AlertState.Raised)]
    [InlineData(AlertState.Raised, AlertChangeKind.Resolved, null)]
    [InlineData(AlertState.Acknowledged, AlertChangeKind.Acknowledged, null)]
    [InlineData(AlertState.Acknowledged, AlertChangeKind.Assigned, AlertState.Assigned)]
    [InlineData(AlertState.Acknowledged, AlertChangeKind.Commented, AlertState.Acknowledged)]
    [InlineData(AlertState.Acknowledged, AlertChangeKind.Resolved, AlertState.Resolved)]
    [InlineData(AlertState.Assigned, AlertChangeKind.Acknowledged, null)]
    [InlineData(AlertState.Assigned, AlertChangeKind.Assigned, AlertState.Assigned)]
    [InlineData(AlertState.Assigned, AlertChangeKind.Commented, AlertState.Assigned)]
    [InlineData(AlertState.Assigned, AlertChangeKind.Resolved, AlertState.Resolved)]
    [InlineData(AlertState.Resolved, AlertChangeKind.Acknowledged, null)]
    [InlineData(AlertState.Resolved, AlertChangeKind.Assigned, null)]
    [InlineData(AlertState.Resolved, AlertChangeKind.Commented, AlertState.Resolved)]
    [InlineData(AlertState.Resolved, AlertChangeKind.Resolved, null)]
    public void Decide_EveryStateAndCommand_AsInTheTable(AlertState state, AlertChangeKind kind, AlertState? next)
    {
        AlertDecision decision = AlertLifeCycle.Decide(state, new AlertCommand(kind, "li"));

        Assert.Equal(next, decision.Next);
        Assert.Equal(next is null, decision.Refusal is { Length: > 0 });
    }

    [Theory]
    [InlineData(AlertChangeKind.Raised)]
    [InlineData(AlertChangeKind.Repeated)]
    public void Decide_NotACommandOfAPerson_Throws(AlertChangeKind kind) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => AlertLifeCycle.Decide(AlertState.Raised, new AlertCommand(kind, "li")));
}
