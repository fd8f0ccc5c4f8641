using System.Collections.Concurrent;
using Longgang.Edge.Outbox.Inbox;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>The power fails between any two calls to the disk.</summary>
public sealed class InboxPowerCutTests : IDisposable
{
    private readonly InboxFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Cut_AtEveryCall_KeepsWhatWasDurableAndNothingByHalves(int seed)
    {
        var disk = new SimulatedDisk
        {
            // A slow sync: a completion that did not wait for it would be seen before it.
            Before = static operation =>
            {
                if (operation.Kind == SimKind.Sync)
                {
                    Thread.SpinWait(2000);
                }
            },
        };
        var said = new ConcurrentQueue<(int Call, bool Durable, string Key, int Number)>();
        await using (CommandInbox inbox = await _fixture.OpenAsync(disk))
        {
            await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() => WriteAsync(inbox, writer, new Random(seed + writer)))));
        }

        var random = new Random(seed);
        int step = Environment.GetEnvironmentVariable("LONGGANG_LONG") == "1" ? 1 : Math.Max(1, disk.Operations.Count / 250);
        var cut = new PowerCut();
        int cuts = 0;
        int torn = 0;
        for (int call = 0; call <= disk.Operations.Count; call++)
        {
            if (call % step == 0 || IsEndOfCheckpoint(disk.Operations, call))
            {
                torn += await CheckAsync(cut.Cut(random), call, said);
                cuts++;
            }

            if (call < disk.Operations.Count)
            {
                cut.Play(disk.Operations[call]);
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{cuts} cuts in {disk.Operations.Count} calls, {torn} left a torn write");

        async Task WriteAsync(CommandInbox inbox, int writer, Random dice)
        {
            for (int number = 1; number <= 40; number++)
            {
                string one = $"w{writer}.a{number % 7}";
                string other = $"w{writer}.b{number % 7}";
                said.Enqueue((disk.Count, false, one, number));
                int bytes = dice.Next(8) == 0 ? dice.Next(60_000) : dice.Next(600);
                await (number % 5 == 0
                    ? InboxFixture.WriteAsync(inbox, InboxFixture.Removal(one), InboxFixture.Removal(other))
                    : InboxFixture.WriteAsync(inbox, InboxFixture.Entry(one, number, bytes), InboxFixture.Entry(other, number)));
                said.Enqueue((disk.Count, true, one, number));
            }
        }
    }

    private static bool IsEndOfCheckpoint(List<SimOperation> operations, int call) =>
        Enumerable.Range(Math.Max(0, call - 3), Math.Min(call, 3)).Any(before => operations[before] is { Kind: SimKind.Write, Offset: 0 or 4096, Data.Length: 4096 });

    private async Task<int> CheckAsync(SimulatedDisk disk, int call, IEnumerable<(int Call, bool Durable, string Key, int Number)> said)
    {
        // What was durable is known by the calls before its completion; what was begun may be there however late it is said.
        var truth = new InboxTruth();
        foreach ((int at, bool durable, string key, int number) in said)
        {
            if (!durable)
            {
                if (at <= call)
                {
                    truth.Begin(key, number);
                }
            }
            else if (at <= call)
            {
                truth.Confirm(key, number);
            }
        }

        await using CommandInbox inbox = await _fixture.OpenAsync(disk);
        Assert.DoesNotContain(disk.Files.Keys, static name => name.StartsWith("quarantine", StringComparison.Ordinal)); // a cut is no damage
        Assert.True(inbox.Damage is null || inbox.Damage.Contains("torn", StringComparison.Ordinal), inbox.Damage);
        truth.Check(InboxFixture.Numbers(inbox), $"call {call}");
        await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("after", 1));
        return inbox.Damage is null ? 0 : 1;
    }
}
