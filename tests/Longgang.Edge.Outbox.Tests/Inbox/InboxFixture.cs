using System.Globalization;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>A folder for one test, inboxes opened in it, and contents that say what they are.</summary>
public sealed class InboxFixture : IDisposable
{
    public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("inbox-").FullName;

    public string Folder => Path.Combine(Directory, "inbox");

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public InboxOptions Options => new() { Directory = Folder, CheckpointPages = 64 };

    public Task<CommandInbox> OpenAsync() => CommandInbox.OpenAsync(Options, TimeProvider.System, NullLogger<CommandInbox>.Instance, Token);

    internal Task<CommandInbox> OpenAsync(IStoreFolder folder, Func<InboxOptions, InboxOptions>? change = null) =>
        CommandInbox.OpenAsync(change is null ? Options : change(Options), folder, TimeProvider.System, NullLogger.Instance, Token);

    /// <summary>Version <paramref name="number"/> of a key: both stand in it, and the rest follows from them.</summary>
    public static byte[] Content(string key, int number, int bytes = 0)
    {
        var content = new byte[Math.Max(bytes, 8 + key.Length)];
        new Random(HashOf(key) + number).NextBytes(content);
        BitConverter.TryWriteBytes(content, number);
        BitConverter.TryWriteBytes(content.AsSpan(4), content.Length);
        return content;
    }

    public static InboxEntry Entry(string key, int number, int bytes = 0) => new(key, Content(key, number, bytes));

    public static InboxEntry Removal(string key) => new(key, ReadOnlyMemory<byte>.Empty);

    /// <summary>Which version it is; fails when it is not exactly what was made.</summary>
    public static int NumberOf(InboxEntry entry)
    {
        int number = BitConverter.ToInt32(entry.Content.Span);
        int bytes = BitConverter.ToInt32(entry.Content.Span[4..]);
        Assert.True(
            bytes == entry.Content.Length && entry.Content.Span.SequenceEqual(Content(entry.Key, number, bytes)),
            string.Create(CultureInfo.InvariantCulture, $"{entry.Key} {number} is not what went in"));
        return number;
    }

    public static Dictionary<string, int> Numbers(CommandInbox inbox) => inbox.Recovered.ToDictionary(static entry => entry.Key, NumberOf, StringComparer.Ordinal);

    public static Task WriteAsync(CommandInbox inbox, params InboxEntry[] entries) => inbox.WriteAsync(entries, Token).AsTask();

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);

    private static int HashOf(string key) => key.Aggregate(17, static (hash, c) => unchecked((hash * 31) + c));
}
