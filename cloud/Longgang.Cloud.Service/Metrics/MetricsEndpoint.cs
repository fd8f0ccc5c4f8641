using System.Globalization;
using System.Text;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Service.Broker;
using Longgang.Cloud.Service.Ingestion;
using Longgang.Cloud.Service.Live;
using Longgang.Cloud.Service.Security;

namespace Longgang.Cloud.Service.Metrics;

/// <summary><c>GET /metrics</c> in the Prometheus text format. No label names a person or a device.</summary>
internal static class MetricsEndpoint
{
    public static async Task<IResult> ReadAsync(
        IngestCounters counters,
        IBrokerTransport broker,
        UplinkIntake intake,
        IGatewayPresence presence,
        LiveFeed feed,
        IngestQueue queue,
        SecurityJournal security,
        IStoreHealth store,
        ILedgerReader ledger,
        CancellationToken cancellationToken)
    {
        LedgerSums sums = LedgerSums.Of(await ledger.ReadBooksAsync(cancellationToken));
        BrokerFigures figures = broker.Figures;
        var text = new StringBuilder();
        Counter(text, "ingest_batches_total", "Batches received.", counters.Batches);
        Counter(text, "ingest_bytes_total", "Bytes of batches received.", counters.Bytes);
        Counter(text, "ingest_events_total", "Events stored since the start.", counters.Events);
        Counter(text, "ingest_scans_total", "Scans that became visible since the start.", counters.Scans);
        Counter(text, "ingest_duplicates_total", "Events whose device sequence was visible already.", counters.Duplicates);
        Counter(text, "ingest_repeated_batches_total", "Batches that had been stored before.", counters.Repeated);
        Counter(text, "ingest_quarantined_batches_total", "Batches kept in quarantine.", counters.Quarantined);
        Counter(text, "ingest_corrupt_batches_total", "Batches that arrived damaged.", counters.Corrupt);
        Counter(text, "ingest_refused_batches_total", "Batches refused.", counters.Refused);
        Counter(text, "store_failures_total", "Transactions that the store could not do.", counters.StoreFailures);
        Counter(text, "broker_foreign_topics_total", "Uses of topics that the box may not use.", intake.ForeignTopics);
        Counter(text, "broker_refused_logins_total", "Connections refused.", figures.RefusedLogins);
        Counter(text, "broker_connection_failures_total", "Connections to the external broker that broke or did not come about.", figures.ConnectionFailures);
        Counter(text, "broker_dropped_acks_total", "Messages of acknowledgements that could not be handed to the broker; their batches come again.", figures.DroppedAcks);
        Counter(text, "broker_shed_messages_total", "Messages that found the memory for them full; they come again from their boxes.", figures.ShedMessages);
        Counter(text, "security_records_total", "Security records.", security.Total);
        Counter(text, "live_dropped_listeners_total", "Live listeners that were too slow.", feed.Dropped);
        Gauge(text, "live_listeners", "Live listeners.", feed.ListenerCount);
        Gauge(text, "gateways_online", "Boxes connected.", presence.OnlineCount);
        Gauge(text, "ingest_queue_batches", "Batches received and not yet decoded.", queue.Count);
        Gauge(text, "broker_ready", "1 while batches can come in.", figures.Problem is null ? 1 : 0);
        Gauge(text, "store_ready", "1 while the store can write.", store.Failure is null ? 1 : 0);
        Gauge(text, "ledger_accepted_events", "Events accepted at boxes.", sums.Accepted);
        Gauge(text, "ledger_stored_events", "Events stored.", sums.Stored);
        Gauge(text, "ledger_pending_events", "Events on the way.", sums.Pending);
        Gauge(text, "ledger_expired_events", "Events named as expired.", sums.Expired);
        Gauge(text, "ledger_quarantined_events", "Events named as quarantined.", sums.Quarantined);
        Gauge(text, "ledger_balanced", "1 while every ledger balances.", sums.Balanced ? 1 : 0);
        return TypedResults.Text(text.ToString(), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static void Counter(StringBuilder text, string name, string help, long value) => Write(text, name, help, "counter", value);

    private static void Gauge(StringBuilder text, string name, string help, long value) => Write(text, name, help, "gauge", value);

    private static void Write(StringBuilder text, string name, string help, string type, long value) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP longgang_{name} {help}\n# TYPE longgang_{name} {type}\nlonggang_{name} {value}\n");
}
