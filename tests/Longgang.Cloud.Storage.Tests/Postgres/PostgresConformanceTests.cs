using Longgang.Cloud.Storage.Tests.Conformance;

namespace Longgang.Cloud.Storage.Tests.Postgres;

public sealed class PostgresIngestStoreTests(PostgresFixture fixture) : IngestStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresAlertStoreTests(PostgresFixture fixture) : AlertStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresLedgerTests(PostgresFixture fixture) : LedgerConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresRedeliveryTests(PostgresFixture fixture) : RedeliveryConformance
{
    protected override int Histories => 30;

    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresTrustedTimeTests(PostgresFixture fixture) : TrustedTimeConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresAnnouncementStoreTests(PostgresFixture fixture) : AnnouncementStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresCommandOutboxTests(PostgresFixture fixture) : CommandOutboxConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresSpeakerStoreTests(PostgresFixture fixture) : SpeakerStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}

public sealed class PostgresReceiptLoadTests(PostgresFixture fixture) : ReceiptLoadConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await PostgresUnderTest.StartAsync(fixture);
}
