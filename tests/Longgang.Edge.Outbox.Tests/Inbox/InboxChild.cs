using System.Globalization;
using System.Text;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Outbox.Inbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>
/// A process with writers on one inbox, made to be killed. What it says, a line each, straight to the pipe: <c>X damage</c>; <c>E key number</c> an entry as
/// found; <c>R</c> all were said; <c>W key number</c> a write is begun; <c>A key number</c> it is durable. Numbers that five divides remove the entry.
/// </summary>
internal static class InboxChild
{
    internal const string Argument = "--inbox-child";
    internal const int Writers = 6;

    internal static async Task<int> RunAsync(string[] args)
    {
        string directory = args[0];
        bool read = args[1] == "read";
        var random = new Random(int.Parse(args[2], CultureInfo.InvariantCulture));
        using Stream output = Console.OpenStandardOutput();
        var gate = new Lock();
        var options = new InboxOptions { Directory = directory, CheckpointPages = 64 + random.Next(64) };
        await using CommandInbox inbox = await CommandInbox.OpenAsync(options, TimeProvider.System, NullLogger<CommandInbox>.Instance, CancellationToken.None);
        if (inbox.Damage is { } damage)
        {
            Say("X " + damage);
        }

        int last = 0;
        foreach (InboxEntry entry in inbox.Recovered)
        {
            int number = InboxFixture.NumberOf(entry);
            last = Math.Max(last, number);
            Say($"E {entry.Key} {number}");
        }

        Say("R");
        if (read)
        {
            return 0;
        }

        // Numbers grow over all lives, whoever died in between.
        int start = args.Length > 3 ? int.Parse(args[3], CultureInfo.InvariantCulture) : last;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(WriteAsync));
        return 1;

        async Task WriteAsync(int writer)
        {
            await Task.Yield();
            var dice = new Random(random.Next() + writer);
            for (int number = start + 1; ; number++)
            {
                string one = $"w{writer}.a{number % 7}";
                string other = $"w{writer}.b{number % 7}";
                int bytes = dice.Next(20) == 0 ? dice.Next(200_000) : dice.Next(600);
                Say($"W {one} {number}");
                await inbox.WriteAsync(
                    number % 5 == 0
                        ? [InboxFixture.Removal(one), InboxFixture.Removal(other)]
                        : [InboxFixture.Entry(one, number, bytes), InboxFixture.Entry(other, number, dice.Next(200))],
                    CancellationToken.None);
                Say($"A {one} {number}");
            }
        }

        void Say(string line)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(line + "\n");
            lock (gate)
            {
                output.Write(bytes);
                output.Flush();
            }
        }
    }
}
