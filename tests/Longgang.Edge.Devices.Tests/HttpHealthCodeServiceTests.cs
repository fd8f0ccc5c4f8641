using Longgang.Contracts.People;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.HealthCodes;
using Longgang.Edge.Devices.HealthCodes;
using Longgang.Edge.Devices.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Tests;

public sealed class HttpHealthCodeServiceTests : IAsyncLifetime
{
    private static readonly PersonKey People = PersonKey.Parse(Convert.ToBase64String(new byte[32]));

    private readonly LogGuard _log = new();
    private WebApplication _app = null!;
    private RequestDelegate _answer = _ => Task.CompletedTask;
    private readonly SemaphoreSlim _heard = new(0);
    private int _asked;

    public async ValueTask InitializeAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.Run(context =>
        {
            Interlocked.Increment(ref _asked);
            _heard.Release();
            return _answer(context);
        });
        await _app.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Assert.Empty(_log.Errors);
        _log.Dispose();
        _heard.Dispose();
    }

    [Fact]
    public async Task Ask_Known_HashesAndMasksTheNumber()
    {
        _answer = context => context.Response.WriteAsync(
            """{"idNumber":"11010519491231002X","colour":"yellow","testResult":"negative","testedAt":"2022-03-13T08:00:00+08:00","sampledAt":"2022-03-14T07:00:00+08:00","more":1}""");
        using HttpHealthCodeService service = Service();

        HealthCodeReply reply = await service.AskAsync(CredentialKind.Qr, "code", CancellationToken.None);

        Assert.Equal(HealthCodeOutcome.Answered, reply.Outcome);
        Assert.Equal(HealthColour.Yellow, reply.Answer!.Colour);
        Assert.Equal(People.Hash("11010519491231002x"), reply.Answer.Person.ToArray());
        Assert.Equal("110105********002X", reply.Answer.Masked);
        Assert.Equal(new DateTimeOffset(2022, 3, 13, 0, 0, 0, TimeSpan.Zero), reply.Answer.TestedAt);
    }

    [Fact]
    public async Task Ask_NotFound_IsNotAFailure()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        };
        using HttpHealthCodeService service = Service();
        for (int i = 0; i < 20; i++)
        {
            Assert.Equal(HealthCodeOutcome.NotFound, (await service.AskAsync(CredentialKind.Qr, "x", CancellationToken.None)).Outcome);
        }

        Assert.Equal(20, _asked);
    }

    [Theory]
    [InlineData("{\"colour\":\"mauve\"}")]
    [InlineData("not json")]
    [InlineData("null")]
    public async Task Ask_Nonsense_IsUnreachable(string body)
    {
        _answer = context => context.Response.WriteAsync(body);
        using HttpHealthCodeService service = Service();
        Assert.Equal(HealthCodeOutcome.Unreachable, (await service.AskAsync(CredentialKind.Qr, "x", CancellationToken.None)).Outcome);
        Assert.Equal(2, _asked); // asked once more
    }

    [Fact]
    public async Task Ask_FailsOnce_IsRetried()
    {
        _answer = context =>
        {
            context.Response.StatusCode = _asked == 1 ? 503 : 200;
            return context.Response.WriteAsync("""{"colour":"green"}""");
        };
        using HttpHealthCodeService service = Service();
        Assert.Equal(HealthCodeOutcome.Answered, (await service.AskAsync(CredentialKind.Qr, "x", CancellationToken.None)).Outcome);
    }

    [Fact]
    public async Task Ask_KeepsFailing_OpensTheCircuitAndClosesItWhenItAnswers()
    {
        _answer = context =>
        {
            context.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using HttpHealthCodeService service = Service(time, retries: 0);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(HealthCodeOutcome.Unreachable, (await service.AskAsync(CredentialKind.Qr, "x", CancellationToken.None)).Outcome);
        }

        Assert.Equal(4, _asked); // BreakAtLeast
        Assert.Contains(_log.Lines, line => line.Contains(" 3102:", StringComparison.Ordinal));
        _answer = context => context.Response.WriteAsync("""{"colour":"green"}""");
        time.Advance(TimeSpan.FromSeconds(6));

        Assert.Equal(HealthCodeOutcome.Answered, (await service.AskAsync(CredentialKind.Qr, "x", CancellationToken.None)).Outcome);
        Assert.Contains(_log.Lines, line => line.Contains(" 3103:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ask_ServiceHangs_EndsWithinTheDevicesPatience()
    {
        _answer = context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider();
        using HttpHealthCodeService service = Service(time, patient: false);
        Task<HealthCodeReply> asking = service.AskAsync(CredentialKind.Qr, "x", CancellationToken.None);
        await _heard.WaitAsync(TimeSpan.FromSeconds(10));

        time.Advance(TimeSpan.FromSeconds(1.5)); // a device waits 2 s

        Assert.Equal(HealthCodeOutcome.Unreachable, (await asking.WaitAsync(TimeSpan.FromSeconds(10))).Outcome);
    }

    /// <param name="time">Clock of the time-outs.</param>
    /// <param name="retries">Further attempts.</param>
    /// <param name="patient">Time-outs that a busy test machine does not reach.</param>
    private HttpHealthCodeService Service(TimeProvider? time = null, int retries = 1, bool patient = true) => new(
        Options.Create(new HealthCodeOptions
        {
            BaseAddress = _app.Urls.Single(),
            Retries = retries,
            TotalTimeout = patient ? TimeSpan.FromSeconds(30) : new HealthCodeOptions().TotalTimeout,
            AttemptTimeout = patient ? TimeSpan.FromSeconds(30) : new HealthCodeOptions().AttemptTimeout,
        }),
        People,
        time ?? TimeProvider.System,
        new LoggerFactory([_log]).CreateLogger<HttpHealthCodeService>());
}
