using System.Buffers;
using System.IO.Pipelines;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Devices.Lan.Mqtt;

namespace Longgang.Edge.Devices.Tests;

public sealed class MqttOutputTests
{
    [Fact]
    public void Add_OneByOne_IsAWriteEach()
    {
        var wire = new Wire();
        var output = new MqttOutput(wire, 1024, () => Assert.Fail("overflow"));
        output.Add((byte)1, Write);
        output.Add((byte)2, Write);
        Assert.Equal(["01", "02"], wire.Writes);
    }

    [Fact]
    public void Add_WhileTheCallersOfACommitAreTold_IsOneWriteInOrder()
    {
        var wire = new Wire();
        var output = new MqttOutput(wire, 1024, () => Assert.Fail("overflow"));
        CommitAnswers.Gather(0, _ =>
        {
            for (byte n = 1; n <= 4; n++)
            {
                output.Cork();
                output.Add(n, Write);
                output.Uncork();
            }

            Assert.Empty(wire.Writes);
            Assert.False(output.DrainedAsync().IsCompleted);
        });
        Assert.Equal(["01020304"], wire.Writes);
        Assert.True(output.DrainedAsync().IsCompleted);

        output.Add((byte)5, Write);
        Assert.Equal(["01020304", "05"], wire.Writes);
    }

    private static void Write(IBufferWriter<byte> output, byte value) => output.Write([value]);

    /// <summary>Takes everything at once and remembers each write.</summary>
    private sealed class Wire : PipeWriter
    {
        public List<string> Writes { get; } = [];

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
        {
            Writes.Add(Convert.ToHexString(source.Span));
            return new ValueTask<FlushResult>(default(FlushResult));
        }

        public override void Advance(int bytes) => throw new NotSupportedException();

        public override void CancelPendingFlush() => throw new NotSupportedException();

        public override void Complete(Exception? exception = null)
        {
        }

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public override Memory<byte> GetMemory(int sizeHint = 0) => throw new NotSupportedException();

        public override Span<byte> GetSpan(int sizeHint = 0) => throw new NotSupportedException();
    }
}
