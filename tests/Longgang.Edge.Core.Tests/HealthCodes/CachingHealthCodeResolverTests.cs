using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Tests.Support;
using Microsoft.Extensions.Time.Testing;
using TestResult = Longgang.Contracts.Wire.TestResult;

namespace Longgang.Edge.Core.Tests.HealthCodes;

public sealed class CachingHealthCodeResolverTests : IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2022, 3, 14, 1, 0, 0, TimeSpan.Zero));
    private readonly EdgeMeter _meter = new();
    private readonly Service _service = new();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task Resolve_WithinFreshTime_AsksOnce()
    {
        CachingHealthCodeResolver resolver = Resolver();
        await ResolveAsync(resolver, "a");
        _time.Advance(TimeSpan.FromSeconds(59));
        await ResolveAsync(resolver, "a");
        Assert.Equal(1, _service.Asked);
        _time.Advance(TimeSpan.FromSeconds(1));
        await ResolveAsync(resolver, "a");
        Assert.Equal(2, _service.Asked);
    }

    [Fact]
    public async Task Resolve_SameValueOfAnotherKind_IsAnotherCredential()
    {
        CachingHealthCodeResolver resolver = Resolver();
        await resolver.ResolveAsync(CredentialKind.Qr, "a", CancellationToken.None);
        await resolver.ResolveAsync(CredentialKind.Face, "a", CancellationToken.None);
        Assert.Equal(2, _service.Asked);
    }

    [Fact]
    public async Task Resolve_ServiceDown_GivesTheLastAnswerWithItsAge()
    {
        CachingHealthCodeResolver resolver = Resolver();
        await ResolveAsync(resolver, "a");
        DateTimeOffset then = _time.GetUtcNow();
        _time.Advance(TimeSpan.FromHours(3));
        _service.Reply = new HealthCodeReply(HealthCodeOutcome.Unreachable);

        HealthCodeResolution known = await ResolveAsync(resolver, "a");
        HealthCodeResolution unknown = await ResolveAsync(resolver, "b");

        Assert.Equal((HealthCodeOutcome.Answered, then, true), (known.Outcome, known.AsOf, known.Stale));
        Assert.Equal(HealthCodeOutcome.Unreachable, unknown.Outcome);
        Assert.False(resolver.IsReachable);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task Resolve_WallClockIsSetMeanwhile_AgeStaysTrue(int years)
    {
        var clock = new SettableClock(new DateTimeOffset(2022, 3, 14, 1, 0, 0, TimeSpan.Zero));
        var resolver = new CachingHealthCodeResolver(
            _service, new HealthCodeCacheOptions { FreshFor = TimeSpan.FromMinutes(1), NotFoundFor = TimeSpan.FromSeconds(30), Capacity = 3 }, _meter, clock);
        await ResolveAsync(resolver, "a");
        clock.Advance(TimeSpan.FromSeconds(30));
        clock.Set(TimeSpan.FromDays(365 * years));
        await ResolveAsync(resolver, "a");
        Assert.Equal(1, _service.Asked);
        clock.Advance(TimeSpan.FromHours(3));
        _service.Reply = new HealthCodeReply(HealthCodeOutcome.Unreachable);

        HealthCodeResolution known = await ResolveAsync(resolver, "a");

        Assert.True(known.Stale);
        Assert.Equal(TimeSpan.FromHours(3) + TimeSpan.FromSeconds(30), clock.GetUtcNow() - known.AsOf);
    }

    [Fact]
    public async Task Resolve_ManyAtOnce_OneQuestion()
    {
        CachingHealthCodeResolver resolver = Resolver();
        var hold = new TaskCompletionSource();
        _service.Hold = hold.Task;
        Task<HealthCodeResolution>[] waiting = [.. Enumerable.Range(0, 50).Select(_ => ResolveAsync(resolver, "a"))];
        hold.SetResult();
        HealthCodeResolution[] all = await Task.WhenAll(waiting).WaitAsync(TimeSpan.FromSeconds(10));
        Assert.All(all, one => Assert.Equal(HealthCodeOutcome.Answered, one.Outcome));
        Assert.Equal(1, _service.Asked);
    }

    [Fact]
    public async Task Resolve_OneCancels_OthersStillGetTheAnswer()
    {
        CachingHealthCodeResolver resolver = Resolver();
        var hold = new TaskCompletionSource();
        _service.Hold = hold.Task;
        using var cancelled = new CancellationTokenSource();
        Task<HealthCodeResolution> first = resolver.ResolveAsync(CredentialKind.Qr, "a", cancelled.Token).AsTask();
        Task<HealthCodeResolution> second = ResolveAsync(resolver, "a");
        await cancelled.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        hold.SetResult();
        Assert.Equal(HealthCodeOutcome.Answered, (await second).Outcome);
    }

    [Fact]
    public async Task Resolve_MorePeopleThanCapacity_ForgetsTheLeastRecentlySeen()
    {
        CachingHealthCodeResolver resolver = Resolver(capacity: 100);
        await ResolveAsync(resolver, "first");
        for (int n = 0; n < 99; n++)
        {
            await ResolveAsync(resolver, $"p{n}");
        }

        await ResolveAsync(resolver, "first"); // seen again
        await ResolveAsync(resolver, "another");
        int asked = _service.Asked;
        await ResolveAsync(resolver, "first");
        Assert.Equal(asked, _service.Asked);
        await ResolveAsync(resolver, "p0");
        Assert.Equal(asked + 1, _service.Asked);
        Assert.Equal(100, resolver.Count);
    }

    private CachingHealthCodeResolver Resolver(int capacity = 1000) => new(_service, new HealthCodeCacheOptions { Capacity = capacity }, _meter, _time);

    private static Task<HealthCodeResolution> ResolveAsync(CachingHealthCodeResolver resolver, string value) =>
        resolver.ResolveAsync(CredentialKind.Qr, value, CancellationToken.None).AsTask().WaitAsync(TimeSpan.FromSeconds(10));

    private sealed class Service : IHealthCodeService
    {
        private int _asked;

        public int Asked => _asked;

        public Task? Hold { get; set; }

        public HealthCodeReply Reply { get; set; } =
            new(HealthCodeOutcome.Answered, new HealthCodeAnswer(HealthColour.Green, new byte[16], "", TestResult.Negative, null, null));

        public async Task<HealthCodeReply> AskAsync(CredentialKind kind, string value, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            if (Hold is { } hold)
            {
                await hold;
            }

            return Reply;
        }
    }
}
