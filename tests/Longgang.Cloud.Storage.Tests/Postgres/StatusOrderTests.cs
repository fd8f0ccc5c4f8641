using Google.Protobuf;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Tests.Postgres;

/// <summary>Every replica writes every status; one of them is behind.</summary>
public sealed class StatusOrderTests(PostgresFixture fixture)
{
    private static readonly UInt128 Old = 0x01D;
    private static readonly UInt128 New = 0x2E3;

    [Fact]
    public async Task Record_ReplicaThatIsBehind_TheLastWordStands()
    {
        await using PostgresUnderTest first = await PostgresUnderTest.StartAsync(fixture);
        await using PostgresUnderTest behind = await PostgresUnderTest.StartAsync(first.ConnectionString, first.Time);
        await SayAsync(first, Old, boot: 1, second: 1, accepted: 10);
        await SayAsync(first, Old, boot: 1, second: 2, accepted: 20, online: false);
        await SayAsync(behind, Old, boot: 1, second: 1, accepted: 10);
        Assert.Equal(20, (await first.BooksAsync(Old)).Report!.Accepted);

        await SayAsync(first, New, boot: 1, second: 3, accepted: 1);

        Assert.Equal(OutboxState.Retired, (await first.BooksAsync(Old)).State);
        await SayAsync(behind, Old, boot: 1, second: 2, accepted: 20, online: false);
        Assert.Equal((OutboxState.Retired, OutboxState.Current), ((await first.BooksAsync(Old)).State, (await first.BooksAsync(New)).State));
    }

    [Fact]
    public async Task Record_StatusOfTheBootBefore_IsOlderWhateverItsClock()
    {
        await using PostgresUnderTest first = await PostgresUnderTest.StartAsync(fixture);
        await using PostgresUnderTest behind = await PostgresUnderTest.StartAsync(first.ConnectionString, first.Time);
        await SayAsync(first, Old, boot: 1, second: 500, accepted: 10);
        await SayAsync(first, New, boot: 2, second: 1, accepted: 1);
        await SayAsync(behind, Old, boot: 1, second: 501, accepted: 12);

        Assert.Equal((OutboxState.Replaced, 10), ((await first.BooksAsync(Old)).State, (await first.BooksAsync(Old)).Report!.Accepted));
        Assert.Equal(OutboxState.Current, (await first.BooksAsync(New)).State);
    }

    [Fact]
    public async Task Record_ClockSetBack_IsBelievedAfterAMinute()
    {
        await using PostgresUnderTest store = await PostgresUnderTest.StartAsync(fixture);
        await SayAsync(store, Old, boot: 1, second: 5000, accepted: 10);
        await SayAsync(store, Old, boot: 1, second: 30, accepted: 11, heard: 30);
        Assert.Equal(10, (await store.BooksAsync(Old)).Report!.Accepted);

        await SayAsync(store, Old, boot: 1, second: 61, accepted: 12, heard: 61);

        Assert.Equal(12, (await store.BooksAsync(Old)).Report!.Accepted);
    }

    private static Task SayAsync(PostgresUnderTest store, UInt128 outbox, byte boot, int second, ulong accepted, bool online = true, int heard = 0) => store.Fleet.RecordStatusAsync(
        "gw-001",
        new GatewayStatus
        {
            Major = WireVersion.Major,
            Online = online,
            BootId = ByteString.CopyFrom([.. new byte[15], boot]),
            BoxUnixUs = second * 1_000_000L,
            Lanes = { new LaneStatus { Lane = Lane.Record, OutboxId = ByteString.CopyFrom(BatchIdentity.OutboxBytes(outbox)), Accepted = accepted, Pending = accepted } },
        },
        BatchFactory.Start.AddSeconds(heard),
        TestContext.Current.CancellationToken);
}
