using System.Globalization;
using System.Text.Json;
using Longgang.EndToEnd.Tests.Faults.Support;
using Longgang.TestKit;

namespace Longgang.EndToEnd.Tests.Faults;

/// <summary>
/// Any file that a killed gateway left is damaged: of both lanes, their locks, the quarantine of malformed messages. The box starts, delivers what is
/// whole, and the cloud's ledger names the rest.
/// </summary>
public sealed class BoxDamageTests
{
    [Fact]
    public async Task File_AnyOfTheBoxDamaged_RestIsDeliveredAndTheLedgerSaysWhatIsMissing()
    {
        int rounds = LongRun.Is ? 80 : 5;
        var random = new Random(11);
        using var folder = new TemporaryFolder();
        await using var site = new FaultSite();
        await site.StartBoxAsync();
        foreach (TruthfulDevice device in site.Devices)
        {
            for (int push = 0; push < 20; push++)
            {
                Assert.True(await device.PushAsync(20));
            }

            await device.PushRubbishAsync();
        }

        await FaultSite.UntilAsync(() => Task.FromResult(Files(site).Any(static file => file.EndsWith(".jsonl", StringComparison.Ordinal))), TimeSpan.FromSeconds(10), () => Task.FromResult("the quarantine of malformed messages"));
        await site.KillBoxAsync();
        string image = folder.PathTo("image");
        Copy(site.Data, image);
        string[] names = [.. Files(site).Select(file => Path.GetRelativePath(site.Data, file)).Order(StringComparer.Ordinal)];
        var figures = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (int round = 0; round < rounds; round++)
        {
            Directory.Delete(site.Data, recursive: true);
            Copy(image, site.Data);
            string name = round < names.Length ? names[round] : names[random.Next(names.Length)];
            string what = Damage(Path.Combine(site.Data, name), random);
            site.ForgetCloud();
            await site.StartCloudAsync();
            await site.StartBoxAsync();
            await site.DrainAsync(TimeSpan.FromMinutes(1));
            string outcome = await JudgeAsync(site, $"{name}: {what}");
            figures[$"{Path.GetFileName(name)} {outcome}"] = figures.GetValueOrDefault($"{Path.GetFileName(name)} {outcome}") + 1;
            await site.KillBoxAsync();
            await site.KillCloudAsync();
        }

        FaultSite.Say(string.Join(", ", figures.Select(static one => $"{one.Key}: {one.Value}")));
    }

    private static async Task<string> JudgeAsync(FaultSite site, string what)
    {
        Dictionary<(string Device, long Sequence), int> stored = await site.ExportAsync();
        int acknowledged = site.Devices.Sum(static device => device.AcknowledgedCount);
        Assert.True(stored.All(one => one.Value == 1 && one.Key.Sequence <= site.Devices.Single(device => device.Id == one.Key.Device).Highest), $"{what}: something is stored that was never sent, or twice");
        long missing = acknowledged - stored.Count;
        long named = 0;
        bool unknown = false;
        JsonElement ledger = default;
        await FaultSite.UntilAsync(
            async () =>
            {
                ledger = await site.LedgerAsync();
                JsonElement[] lines = [.. ledger.GetProperty("items").EnumerateArray()];
                named = lines.Where(static line => line.GetProperty("lane").GetString() == "record").Sum(static line => line.GetProperty("quarantined").GetInt64());
                unknown = lines.Any(static line => line.GetProperty("unknownAfter").ValueKind != JsonValueKind.Null);
                return missing <= named || unknown;
            },
            TimeSpan.FromSeconds(20),
            () => Task.FromResult($"{what}: {missing} events are missing, to be named: {ledger}\n{site.Box!.Output}"));
        return missing == 0 ? "whole" : unknown ? "unknown" : "named";
    }

    private static IEnumerable<string> Files(FaultSite site) => Directory.EnumerateFiles(site.Data, "*", SearchOption.AllDirectories);

    private static string Damage(string file, Random random)
    {
        byte[] content = File.ReadAllBytes(file);
        if (content.Length == 0 || random.Next(4) == 0)
        {
            int length = content.Length == 0 ? 0 : random.Next(content.Length);
            File.WriteAllBytes(file, content.Length == 0 ? [0xFF] : content[..length]);
            return string.Create(CultureInfo.InvariantCulture, $"cut at {length}");
        }

        // A burst, as of a bad block, somewhere where something is.
        int at = Array.FindIndex(content, random.Next(content.Length), static one => one != 0);
        at = at < 0 ? 0 : at;
        for (int index = at; index < Math.Min(content.Length, at + 64); index++)
        {
            content[index] ^= (byte)random.Next(1, 256);
        }

        File.WriteAllBytes(file, content);
        return string.Create(CultureInfo.InvariantCulture, $"64 bytes at {at}");
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            _ = Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target, overwrite: true);
        }
    }
}
