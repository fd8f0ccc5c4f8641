using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Broker.Embedded;

/// <summary>
/// Closes a connection that announces a packet over the limit, before it is buffered. The MQTT server itself would collect up to 256 MB
/// of a single packet, also from somebody who has not said who he is. The server reads whole packets, so that every read starts at one.
/// </summary>
internal sealed class PacketSizeLimit(PipeReader inner, int maxBytes) : PipeReader
{
    /// <summary>Puts the limit in front of the MQTT server.</summary>
    public static ConnectionDelegate Wrap(ConnectionDelegate next, IOptions<BrokerOptions> options) => connection =>
    {
        connection.Transport = new Limited(new PacketSizeLimit(connection.Transport.Input, options.Value.MaxPacketBytes), connection.Transport.Output);
        return next(connection);
    };

    public override async ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        ReadResult result = await inner.ReadAsync(cancellationToken);
        Check(result.Buffer);
        return result;
    }

    public override bool TryRead(out ReadResult result)
    {
        if (!inner.TryRead(out result))
        {
            return false;
        }

        Check(result.Buffer);
        return true;
    }

    public override void AdvanceTo(SequencePosition consumed) => inner.AdvanceTo(consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined) => inner.AdvanceTo(consumed, examined);

    public override void CancelPendingRead() => inner.CancelPendingRead();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    private void Check(ReadOnlySequence<byte> buffer)
    {
        if (buffer.Length < 2)
        {
            return;
        }

        var reader = new SequenceReader<byte>(buffer);
        reader.Advance(1);
        int length = 0;
        for (int shift = 0; shift < 28 && reader.TryRead(out byte next); shift += 7)
        {
            length |= (next & 0x7F) << shift;
            if ((next & 0x80) == 0)
            {
                break;
            }
        }

        if (length > maxBytes)
        {
            inner.AdvanceTo(buffer.Start);
            throw new InvalidDataException($"An MQTT packet of {length} bytes is over the limit of {maxBytes}.");
        }
    }

    private sealed class Limited(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input { get; } = input;

        public PipeWriter Output { get; } = output;
    }
}
