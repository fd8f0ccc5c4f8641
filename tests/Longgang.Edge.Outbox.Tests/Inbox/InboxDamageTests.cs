using System.Globalization;
using Longgang.Edge.Outbox.Inbox;
using Longgang.Edge.Outbox.Log;
using Longgang.Edge.Outbox.Tests.Simulation;

namespace Longgang.Edge.Outbox.Tests.Inbox;

/// <summary>
/// Bits flip in every page, files are cut or vanish, of an inbox that was killed with work in its log, and of one that runs. Then: what is found is what was
/// written; when anything is missing or old, <see cref="CommandInbox.Damage"/> says so; and the inbox goes on.
/// </summary>
public sealed class InboxDamageTests : IDisposable
{
    private const int Entries = 60;
    private readonly InboxFixture _fixture = new();
    private readonly Dictionary<string, int> _truth = new(StringComparer.Ordinal);
    private byte[] _data = [];
    private byte[] _log = [];

    private string DataFile => Path.Combine(_fixture.Folder, "inbox.db");

    private string LogFile => Path.Combine(_fixture.Folder, "inbox.log");

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Flip_InEveryPageOfTheData_NothingIsSilentlyWrong()
    {
        await PrepareAsync();
        var random = new Random(1);
        var verdicts = new List<string>();
        for (int flip = 0; flip < 3 * (_data.Length / LogFormat.BlockBytes); flip++)
        {
            byte[] data = [.. _data];
            int at = (flip / 3 * LogFormat.BlockBytes) + random.Next(LogFormat.BlockBytes);
            data[at] ^= (byte)(1 << random.Next(8));
            verdicts.Add(await CheckAsync(data, _log, $"data byte {at}"));
        }

        Say("data", verdicts);
        Assert.Contains("saved", verdicts);
    }

    [Fact]
    public async Task Flip_InEveryBlockOfTheLog_NothingIsSilentlyWrong()
    {
        await PrepareAsync();
        var random = new Random(2);
        long used = LogScan.Read(SimFile.Of(new SimulatedDisk { Recording = false }, _log)).Tail;
        var verdicts = new List<string>();
        for (int block = 0; block <= used / LogFormat.BlockBytes; block++)
        {
            byte[] log = [.. _log];
            int at = (block * LogFormat.BlockBytes) + (block % 3 == 0 ? random.Next(48) : random.Next(LogFormat.BlockBytes)); // headers are short
            log[at] ^= (byte)(1 << random.Next(8));
            verdicts.Add(await CheckAsync(_data, log, $"log byte {at}"));
        }

        Say("log", verdicts);
        Assert.Contains("named", verdicts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cut_AnywhereInAFile_NothingIsSilentlyWrong(bool inData)
    {
        await PrepareAsync();
        var random = new Random(3);
        var verdicts = new List<string>();
        for (int cut = 0; cut < 20; cut++)
        {
            byte[] whole = inData ? _data : _log;
            byte[] part = whole[..random.Next(whole.Length)];
            verdicts.Add(await CheckAsync(inData ? part : _data, inData ? _log : part, string.Create(CultureInfo.InvariantCulture, $"cut at {part.Length}")));
        }

        Say(inData ? "data cut" : "log cut", verdicts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_Gone_IsNotTakenForAnEmptyInbox(bool data)
    {
        await PrepareAsync();
        Put(_data, _log);
        File.Delete(data ? DataFile : LogFile);
        await using CommandInbox inbox = await _fixture.OpenAsync();
        Assert.NotNull(inbox.Damage);
        Assert.All(InboxFixture.Numbers(inbox), found => Assert.InRange(found.Value, 1, _truth.GetValueOrDefault(found.Key, 400))); // old ones, and removed ones, are why it says so
    }

    [Fact]
    public async Task Entry_Unreadable_IsNamedAndTheOthersAreSavedAndTheNameOutlivesAKill()
    {
        await using (CommandInbox inbox = await _fixture.OpenAsync())
        {
            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("alpha", 1, 20_000), InboxFixture.Entry("beta", 1, 20_000));
        }

        byte[] data = await File.ReadAllBytesAsync(DataFile, InboxFixture.Token);
        byte[] content = InboxFixture.Content("beta", 1, 20_000);
        data[data.AsSpan().IndexOf(content.AsSpan(100, 64)) + 3] ^= 1;
        await File.WriteAllBytesAsync(DataFile, data, InboxFixture.Token);

        byte[] afterData;
        byte[] afterLog;
        await using (CommandInbox inbox = await _fixture.OpenAsync())
        {
            Assert.Equal(["alpha"], inbox.Recovered.Select(static entry => entry.Key));
            Assert.Contains("these could not: beta;", inbox.Damage, StringComparison.Ordinal);
            Assert.Single(Directory.GetFiles(Path.Combine(_fixture.Folder, "quarantine"), "*.db"));
            (afterData, afterLog) = (await File.ReadAllBytesAsync(DataFile, InboxFixture.Token), await File.ReadAllBytesAsync(LogFile, InboxFixture.Token));
        }

        Put(afterData, afterLog); // as a kill would have left it
        await using (CommandInbox inbox = await _fixture.OpenAsync())
        {
            Assert.Contains("beta", inbox.Damage, StringComparison.Ordinal);
        }

        await using CommandInbox last = await _fixture.OpenAsync();
        Assert.Null(last.Damage); // there was an orderly end in between
    }

    [Fact]
    public async Task Files_DamagedUnderARunningInbox_NothingIsLost()
    {
        await PrepareAsync();
        var random = new Random(4);
        for (int round = 0; round < 12; round++)
        {
            Put(_data, _log);
            var truth = new Dictionary<string, int>(_truth, StringComparer.Ordinal);
            await using (CommandInbox inbox = await _fixture.OpenAsync())
            {
                using (FileStream stream = File.Open(DataFile, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
                {
                    // All of it: whatever is read from now on is wrong.
                    for (stream.Position = random.Next(4096); stream.Position < stream.Length - 1; stream.Position += 2000)
                    {
                        int value = stream.ReadByte();
                        stream.Position--;
                        stream.WriteByte((byte)(value ^ 0x40));
                    }
                }

                for (int number = 2000; number < 2300; number++)
                {
                    string key = $"e{number % Entries}";
                    truth[key] = number;
                    while (true)
                    {
                        try
                        {
                            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry(key, number, random.Next(9000)));
                            break;
                        }
                        catch (Core.Announcements.InboxFaultedException)
                        {
                            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, InboxFixture.Token);
                        }
                    }
                }
            }

            await using CommandInbox again = await _fixture.OpenAsync();
            Dictionary<string, int> found = InboxFixture.Numbers(again);
            if (again.Damage is null)
            {
                Assert.Equal(truth.OrderBy(static one => one.Key, StringComparer.Ordinal), found.OrderBy(static one => one.Key, StringComparer.Ordinal));
            }
            else
            {
                Assert.All(found, one => Assert.Equal(truth[one.Key], one.Value));
            }
        }
    }

    // Entries of all sizes, replaced and removed, some in the data file only and the last ones in the log only.
    private async Task PrepareAsync()
    {
        var random = new Random(9);
        await using (CommandInbox inbox = await _fixture.OpenAsync())
        {
            for (int number = 1; number <= 400; number++)
            {
                string key = $"e{number % Entries}";
                if (number % 11 == 0)
                {
                    _ = _truth.Remove(key);
                    await InboxFixture.WriteAsync(inbox, InboxFixture.Removal(key));
                }
                else
                {
                    _truth[key] = number;
                    await InboxFixture.WriteAsync(inbox, InboxFixture.Entry(key, number, random.Next(10) == 0 ? random.Next(30_000) : random.Next(1000)));
                }
            }

            _data = await File.ReadAllBytesAsync(DataFile, InboxFixture.Token);
            _log = await File.ReadAllBytesAsync(LogFile, InboxFixture.Token);
        }
    }

    private void Put(byte[] data, byte[] log)
    {
        Directory.Delete(_fixture.Folder, recursive: true);
        _ = Directory.CreateDirectory(_fixture.Folder);
        File.WriteAllBytes(DataFile, data);
        File.WriteAllBytes(LogFile, log);
    }

    private async Task<string> CheckAsync(byte[] data, byte[] log, string what)
    {
        Put(data, log);
        string verdict;
        await using (CommandInbox inbox = await _fixture.OpenAsync())
        {
            Dictionary<string, int> found = InboxFixture.Numbers(inbox);
            bool all = found.Count == _truth.Count && found.All(one => _truth.GetValueOrDefault(one.Key) == one.Value);
            Assert.True(all || inbox.Damage is not null, $"{what}: {found.Count} of {_truth.Count} entries are there, some perhaps old, and nothing is said");
            verdict = inbox.Damage is not null ? "named" : Directory.Exists(Path.Combine(_fixture.Folder, "quarantine")) ? "saved" : "harmless";
            await InboxFixture.WriteAsync(inbox, InboxFixture.Entry("after", 1, 5000));
        }

        await using CommandInbox again = await _fixture.OpenAsync();
        Assert.True(InboxFixture.Numbers(again).ContainsKey("after") && again.Damage is null, what);
        return verdict;
    }

    private static void Say(string what, List<string> verdicts) => TestContext.Current.TestOutputHelper!.WriteLine(
        $"{what}: {verdicts.Count} damaged: {string.Join(", ", verdicts.GroupBy(static one => one).OrderBy(static one => one.Key, StringComparer.Ordinal).Select(static one => $"{one.Count()} {one.Key}"))}");
}
