using System.Buffers.Binary;
using Longgang.Edge.Outbox.Data;
using Longgang.Edge.Outbox.Log;

namespace Longgang.Edge.Outbox.Store;

/// <summary>
/// Brings what the log holds into the data file before LiteDB sees either. LiteDB would read the header page from the data file first and
/// overlay the log afterwards; a checkpoint that a power cut tore in just that page could then not be opened any more.
/// The log holds whole, confirmed transactions only, so every page of it counts and the later one wins.
/// </summary>
internal static class LogReplay
{
    private const int PageId = 0;
    private const int TransactionId = 14;

    internal static void Run(LogStream log, DataStream data)
    {
        if (log.Length == 0 && log.TornTail is null)
        {
            return;
        }

        var page = new byte[LogFormat.PageBytes];
        for (log.Position = 0; log.Position < log.Length;)
        {
            _ = log.Read(page, 0, page.Length);
            data.Position = (long)BinaryPrimitives.ReadUInt32LittleEndian(page.AsSpan(PageId)) * DataFormat.PageBytes;

            // As LiteDB's own checkpoint does: in the data file a page belongs to no transaction.
            BinaryPrimitives.WriteUInt32LittleEndian(page.AsSpan(TransactionId), uint.MaxValue);
            page[LogFormat.ConfirmFlag] = 0;
            data.Write(page, 0, page.Length);
        }

        data.Flush();
        log.SetLength(0);
    }
}
