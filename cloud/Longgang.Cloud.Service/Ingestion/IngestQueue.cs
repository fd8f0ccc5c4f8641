using System.Threading.Channels;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Contracts.Wire;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Ingestion;

/// <summary>What was received and not yet decoded: a queue for each lane, so that alerts never stand behind records.</summary>
public sealed class IngestQueue(IOptions<IngestOptions> options) : IIngestSink
{
    private readonly Channel<ReceivedBatch> _alerts = Channel.CreateBounded<ReceivedBatch>(
        new BoundedChannelOptions(options.Value.AlertQueue) { SingleReader = true });

    private readonly Channel<ReceivedBatch> _records = Channel.CreateBounded<ReceivedBatch>(
        new BoundedChannelOptions(options.Value.RecordQueue) { SingleReader = true });

    /// <summary>Batches that wait.</summary>
    public int Count => _alerts.Reader.Count + _records.Reader.Count;

    /// <inheritdoc/>
    public ValueTask AcceptAsync(ReceivedBatch batch, CancellationToken cancellationToken) =>
        Of(batch.Lane).Writer.WriteAsync(batch, cancellationToken);

    /// <summary>Takes nothing more; what is in it will still be read.</summary>
    public void Complete()
    {
        _alerts.Writer.TryComplete();
        _records.Writer.TryComplete();
    }

    internal ChannelReader<ReceivedBatch> ReaderOf(Lane lane) => Of(lane).Reader;

    private Channel<ReceivedBatch> Of(Lane lane) => lane == Lane.Alert ? _alerts : _records;
}
