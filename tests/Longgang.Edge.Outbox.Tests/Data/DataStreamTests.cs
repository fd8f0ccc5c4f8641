using System.Buffers.Binary;
using CsCheck;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Data;

public sealed class DataStreamTests : IDisposable
{
    private readonly SimulatedDisk _disk = new();
    private readonly SimFile _file;
    private readonly LogStream _log;
    private readonly DataStream _data;

    public DataStreamTests()
    {
        _file = new SimFile(_disk);
        var log = new SimFile(_disk);
        LogStream.Create(log, 100_000);
        _log = LogStream.Open(log);
        _data = new DataStream(_file, _log);
        _disk.Operations.Clear();
    }

    public void Dispose()
    {
        _data.Dispose();
        _log.Dispose();
        _file.Dispose();
    }

    [Fact]
    public void Flush_ManyPages_WritesSortedNeighboursTogetherThenSyncsOnce()
    {
        foreach (int page in new[] { 9, 3, 4, 3, 5, 0 })
        {
            Write(page, (byte)page);
        }

        Assert.Empty(_disk.Operations);
        _data.Flush();
        Assert.Equal(
            [(SimKind.Write, DataFormat.PageOffset(0), 1), (SimKind.Write, DataFormat.PageOffset(3), 3), (SimKind.Write, DataFormat.PageOffset(9), 1)],
            _disk.Operations.Take(3).Select(static one => (one.Kind, one.Offset, one.Data!.Length / DataFormat.PageBytes)));
        Assert.Equal([SimKind.Write, SimKind.Sync], _disk.Operations.Skip(3).Select(static one => one.Kind));
    }

    [Fact]
    public void Flush_WithUnwrittenLog_IsRefused()
    {
        var page = new byte[LogFormat.PageBytes];
        page[LogFormat.ConfirmFlag] = 1;
        _log.Write(page, 0, page.Length);
        Write(0, 1);
        _ = Assert.Throws<InvalidOperationException>(_data.Flush);
        Assert.Empty(_disk.Operations);
    }

    [Fact]
    public void Read_FlippedIndexPage_IsDamage_FlippedDocumentPage_IsHandedOut()
    {
        Write(1, 3);
        Write(2, 4);
        _data.Flush();
        _file.Content[DataFormat.PageOffset(1) + 77] ^= 1;
        _file.Content[DataFormat.PageOffset(2) + 77] ^= 1;
        _ = Assert.Throws<StoreDamagedException>(() => Read(1));
        _ = Read(2);
        Assert.Equal(2, _data.DamagedReads);
    }

    [Fact]
    public void Read_FlippedNumberOfADocumentPage_IsDamage()
    {
        // LiteDB would write it back to the place of the page whose number it carries.
        Write(2, 4);
        _data.Flush();
        _file.Content[DataFormat.PageOffset(2)] ^= 1;
        _ = Assert.Throws<StoreDamagedException>(() => Read(2));
    }

    [Fact]
    public void Read_AfterAnyWritesAndFlushes_GivesTheNewest() =>
        Gen.Select(Gen.Int[0, 2100], Gen.Byte, Gen.Bool).List[1, 60].Sample(
            steps =>
            {
                var file = new SimFile(new SimulatedDisk { Recording = false });
                using var data = new DataStream(file, _log);
                var expected = new Dictionary<int, byte>();
                foreach ((int page, byte value, bool flush) in steps)
                {
                    Write(data, page, value);
                    expected[page] = value;
                    if (flush)
                    {
                        data.Flush();
                    }
                }

                data.Flush();
                using var again = new DataStream(file, _log);
                foreach ((int page, byte value) in expected)
                {
                    Assert.Equal(value, Read(again, page)[4]);
                }
            },
            iter: 100);

    private void Write(int page, byte value) => Write(_data, page, value);

    private byte[] Read(int page) => Read(_data, page);

    private static void Write(DataStream data, int page, byte value)
    {
        var bytes = new byte[DataFormat.PageBytes];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, page);
        bytes[4] = value;
        data.Position = (long)page * DataFormat.PageBytes;
        data.Write(bytes, 0, bytes.Length);
    }

    private static byte[] Read(DataStream data, int page)
    {
        var bytes = new byte[DataFormat.PageBytes];
        data.Position = (long)page * DataFormat.PageBytes;
        Assert.Equal(bytes.Length, data.Read(bytes, 0, bytes.Length));
        return bytes;
    }
}
