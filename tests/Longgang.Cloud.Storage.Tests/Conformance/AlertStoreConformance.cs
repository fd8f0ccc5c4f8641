using Longgang.Cloud.Core.Alerts;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Conformance;

/// <summary>What every store must do with alerts.</summary>
public abstract class AlertStoreConformance
{
    private static readonly string Id = BatchFactory.AlertIdText(1);

    protected abstract Task<StoreUnderTest> StartAsync();

    [Fact]
    public async Task Alert_SameScanAgain_CountsOnce()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);

        await store.CommitAsync(box.Item(1, BatchFactory.Alert(1, "sentinel-0001", 42)));
        await store.CommitAsync(box.Item(2, BatchFactory.Alert(1, "sentinel-0001", 42)), box.Item(3, BatchFactory.Alert(1, "sentinel-0001", 43, repeat: true)));
        await store.RestartAsync();
        await store.CommitAsync(box.Item(4, BatchFactory.Alert(1, "sentinel-0001", 43, repeat: true)));

        IReadOnlyList<AlertChange> history = await store.Alerts.ReadHistoryAsync(Id, TestContext.Current.CancellationToken);
        Assert.Equal([AlertChangeKind.Raised, AlertChangeKind.Repeated], history.Select(change => change.What));
        Assert.Equal((2, 43), (history[^1].Alert.Count, history[^1].Alert.Sequence));
        Assert.Equal(4, (await store.BooksAsync(box.Outbox)).Stored.Count);
    }

    [Fact]
    public async Task Alert_DeviceThatCannotCount_BoxTimeTellsScansApart()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        Event first = BatchFactory.Alert(1, "sentinel-0001", 0);
        Event second = first.Clone();
        second.Time.BoxUnixUs += 1_000_000;

        await store.CommitAsync(box.Item(1, first, first.Clone(), second));

        Assert.Equal(2, (await store.Alerts.ReadHistoryAsync(Id, TestContext.Current.CancellationToken))[^1].Alert.Count);
    }

    [Fact]
    public async Task Alert_WorseRepeat_RaisesSeverity()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);

        await store.CommitAsync(box.Item(
            1,
            BatchFactory.Alert(1, "s", 1, severity: Severity.Yellow),
            BatchFactory.Alert(1, "s", 2, repeat: true, severity: Severity.Red),
            BatchFactory.Alert(1, "s", 3, repeat: true, severity: Severity.Blue)));

        Assert.Equal(Severity.Red, (await store.Alerts.ReadHistoryAsync(Id, TestContext.Current.CancellationToken))[^1].Alert.Severity);
    }

    [Fact]
    public async Task Commands_WholeLife_AuditedWithWhoWhenWhat()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(new BatchFactory(lane: Lane.Alert).Item(1, BatchFactory.Alert(1, "s", 1)));

        await ApplyAsync(store, AlertChangeKind.Acknowledged, "li");
        await ApplyAsync(store, AlertChangeKind.Assigned, "li", assignee: "wang");
        await ApplyAsync(store, AlertChangeKind.Commented, "wang", comment: "on the way");
        await ApplyAsync(store, AlertChangeKind.Resolved, "wang", comment: "measured again: 36.8");

        IReadOnlyList<AlertChange> history = await store.Alerts.ReadHistoryAsync(Id, TestContext.Current.CancellationToken);
        Assert.Equal(
            [("gw-001", "raised"), ("li", "acknowledged"), ("li", "assigned"), ("wang", "commented"), ("wang", "resolved")],
            history.Select(change => (change.By, AlertNames.Of(change.What))));
        Assert.Equal([1L, 2, 3, 4, 5], history.Select(change => change.Number));
        Assert.Equal("on the way", history[3].Comment);
        Assert.Equal(
            [AlertState.Raised, AlertState.Acknowledged, AlertState.Assigned, AlertState.Assigned, AlertState.Resolved],
            history.Select(change => change.Alert.State));
        Assert.Equal("wang", history[^1].Alert.Assignee);
        Assert.All(history, change => Assert.True(change.At > BatchFactory.Start));
        Assert.Equal(0, await store.Alerts.CountOpenAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Commands_Illegal_RefusedWithReasonAndNothingWritten()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(new BatchFactory(lane: Lane.Alert).Item(1, BatchFactory.Alert(1, "s", 1)));

        AlertCommandResult early = await ApplyAsync(store, AlertChangeKind.Resolved, "li");
        await ApplyAsync(store, AlertChangeKind.Acknowledged, "li");
        AlertCommandResult twice = await ApplyAsync(store, AlertChangeKind.Acknowledged, "wang");
        AlertCommandResult unknown = await store.Alerts.ApplyAsync(
            BatchFactory.AlertIdText(9), new AlertCommand(AlertChangeKind.Acknowledged, "li"), TestContext.Current.CancellationToken);

        Assert.NotNull(early.Refusal);
        Assert.NotNull(twice.Refusal);
        Assert.Equal(AlertCommandResult.Unknown, unknown);
        Assert.Equal(2, await store.Alerts.ReadLastChangeAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task List_Filters_NewestFirst()
    {
        await using StoreUnderTest store = await StartAsync();
        await store.CommitAsync(new BatchFactory(lane: Lane.Alert).Item(
            1,
            BatchFactory.Alert(1, "s", 1, area: "440307003002"),
            BatchFactory.Alert(2, "s", 2, area: "440307014001"),
            BatchFactory.Alert(3, "s", 3, area: "440307003001", category: AlertCategory.CodeRed),
            BatchFactory.Alert(4, "s", 4, area: "440307003")));
        await ApplyAsync(store, AlertChangeKind.Acknowledged, "li");

        Assert.Equal([4L, 3, 2, 1], await ListAsync(store, new AlertQuery(null, null, null, null, 10)));
        Assert.Equal([2L, 1], await ListAsync(store, new AlertQuery(null, null, null, 3, 10)));
        Assert.Equal([4L, 3], await ListAsync(store, new AlertQuery(AlertState.Raised, Area("440307003"), null, null, 10)));
        Assert.Equal([3L], await ListAsync(store, new AlertQuery(null, Area("440307"), AlertCategory.CodeRed, null, 10)));
        Assert.Equal([1L], await ListAsync(store, new AlertQuery(AlertState.Acknowledged, Area("440307003002"), null, null, 10)));
    }

    [Fact]
    public async Task ReadChanges_AfterRestart_SameStream()
    {
        await using StoreUnderTest store = await StartAsync();
        var box = new BatchFactory(lane: Lane.Alert);
        await store.CommitAsync(box.Item(1, BatchFactory.Alert(1, "s", 1)), box.Item(2, BatchFactory.Alert(2, "s", 2)));
        IReadOnlyList<AlertChange> before = await store.Alerts.ReadChangesAsync(0, 10, TestContext.Current.CancellationToken);
        await store.RestartAsync();
        await store.CommitAsync(box.Item(3, BatchFactory.Alert(2, "s", 3, repeat: true)));

        IReadOnlyList<AlertChange> after = await store.Alerts.ReadChangesAsync(0, 10, TestContext.Current.CancellationToken);

        Assert.Equal([1L, 2, 3], after.Select(change => change.Number));
        Assert.Equal(before.Select(change => (change.Number, change.Alert.Id, change.Alert.Count)), after.Take(2).Select(change => (change.Number, change.Alert.Id, change.Alert.Count)));
    }

    private static AreaCode Area(string code) => AreaCode.TryParse(code, out AreaCode area) ? area : throw new ArgumentException(code);

    private static async Task<IEnumerable<long>> ListAsync(StoreUnderTest store, AlertQuery query) =>
        (await store.Alerts.ListAsync(query, TestContext.Current.CancellationToken)).Select(alert => alert.Number);

    private static Task<AlertCommandResult> ApplyAsync(StoreUnderTest store, AlertChangeKind kind, string by, string? assignee = null, string? comment = null) =>
        store.Alerts.ApplyAsync(Id, new AlertCommand(kind, by, assignee, comment), TestContext.Current.CancellationToken);
}
