using Longgang.Cloud.Storage.Tests.Conformance;

namespace Longgang.Cloud.Storage.Tests.Sqlite;

public sealed class SqliteIngestStoreTests : IngestStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteAlertStoreTests : AlertStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteLedgerTests : LedgerConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteTrustedTimeTests : TrustedTimeConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteRedeliveryTests : RedeliveryConformance
{
    protected override int Histories => 60;

    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteAnnouncementStoreTests : AnnouncementStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteCommandOutboxTests : CommandOutboxConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteSpeakerStoreTests : SpeakerStoreConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}

public sealed class SqliteReceiptLoadTests : ReceiptLoadConformance
{
    protected override async Task<StoreUnderTest> StartAsync() => await SqliteUnderTest.StartAsync();
}
