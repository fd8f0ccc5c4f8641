using System.Buffers.Binary;
using Longgang.Cloud.Storage.Sqlite.Pages;

namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>What a write-ahead log holds that is committed, read as SQLite does: up to the last whole transaction before the first frame that is not right.</summary>
internal sealed class LogContent
{
    private LogContent(Dictionary<uint, byte[]> pages, uint pageCount, string? break_)
    {
        Pages = pages;
        PageCount = pageCount;
        Break = break_;
    }

    /// <summary>The newest version of every page.</summary>
    public Dictionary<uint, byte[]> Pages { get; }

    /// <summary>Size of the database after the last transaction, pages; 0: there is none.</summary>
    public uint PageCount { get; }

    /// <summary>
    /// Where the log breaks off although it goes on behind; null: it ends as a log ends. Every transaction is synced before the next one begins, so after a power cut nothing
    /// can lie behind a broken frame but the rest of its own transaction.
    /// </summary>
    public string? Break { get; }

    /// <summary>How many transactions end behind the first frame that is not right.</summary>
    public int CommitsBehind { get; private init; }

    /// <summary>
    /// Whether a log must not be brought into the database: SQLite copies page by page, and when it comes to a broken one it has copied newer versions of others already, which then lie
    /// beside the older ones that a recovery finds.
    /// </summary>
    public static bool MustNotBeCopied(string path) => Read(path, keepPages: false) is { } log && (log.CommitsBehind > 0 || log.Break is not null);

    /// <summary>Reads a log; one that is not there holds nothing.</summary>
    public static LogContent Read(string path) => Read(path, keepPages: true);

    private static LogContent Read(string path, bool keepPages)
    {
        var pages = new Dictionary<uint, byte[]>();
        if (!File.Exists(path))
        {
            return new LogContent(pages, 0, null);
        }

        using var log = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, LogFrames.FrameBytes);
        var header = new byte[LogFrames.LogHeaderBytes];
        if (log.ReadAtLeast(header, header.Length, throwOnEndOfStream: false) < header.Length)
        {
            return new LogContent(pages, 0, null);
        }

        if (!LogFrames.IsSound(header))
        {
            return new LogContent(pages, 0, log.Length > header.Length ? "its header is damaged" : null);
        }

        return ReadFrames(log, header, pages, keepPages);
    }

    private static LogContent ReadFrames(FileStream log, byte[] header, Dictionary<uint, byte[]> pages, bool keepPages)
    {
        byte[] salts = header[16..24];
        byte[] before = header[LogFrames.LogChecksumAt..];
        var open = new Dictionary<uint, byte[]>();
        var frame = new byte[LogFrames.FrameBytes];
        uint pageCount = 0;
        long number = 0;
        long brokenAt = 0;
        int commitsBehind = 0;
        while (log.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) == frame.Length)
        {
            number++;
            uint size = BinaryPrimitives.ReadUInt32BigEndian(frame.AsSpan(4));
            bool ours = frame.AsSpan(8, 8).SequenceEqual(salts);
            if (brokenAt != 0)
            {
                commitsBehind += ours && size != 0 ? 1 : 0;
                continue;
            }

            if (!ours || !LogFrames.IsSound(before, frame.AsSpan(0, LogFrames.HeaderBytes), frame.AsSpan(LogFrames.HeaderBytes)))
            {
                brokenAt = number;
                commitsBehind = ours && size != 0 ? 1 : 0;
                continue;
            }

            before = frame[LogFrames.ChecksumAt..LogFrames.HeaderBytes];
            if (keepPages)
            {
                open[BinaryPrimitives.ReadUInt32BigEndian(frame)] = frame[LogFrames.HeaderBytes..];
            }

            if (size != 0)
            {
                foreach ((uint page, byte[] content) in open)
                {
                    pages[page] = content;
                }

                open.Clear();
                pageCount = size;
            }
        }

        return new LogContent(pages, pageCount, commitsBehind > 1 ? $"frame {brokenAt} is damaged, and at least {commitsBehind - 1} transactions lie behind it" : null)
        {
            CommitsBehind = commitsBehind,
        };
    }
}
