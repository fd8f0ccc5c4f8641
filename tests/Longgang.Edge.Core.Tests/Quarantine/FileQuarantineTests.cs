using System.Text.Json;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Quarantine;
using Microsoft.Extensions.Logging.Abstractions;

namespace Longgang.Edge.Core.Tests.Quarantine;

public sealed class FileQuarantineTests : IDisposable
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"quarantine-{Guid.NewGuid():n}");
    private readonly EdgeMeter _meter = new();

    public void Dispose()
    {
        _meter.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Keep_Message_IsALineThatOnlyTheOwnerReads()
    {
        await RunAsync(new QuarantineOptions { Directory = _directory, PayloadBytes = 4 }, quarantine => quarantine.Keep("d", "t", "malformed-json", "123456"u8));

        string file = Directory.GetFiles(_directory).Single();
        JsonElement line = JsonDocument.Parse((await File.ReadAllLinesAsync(file)).Single()).RootElement;
        Assert.Equal("malformed-json", line.GetProperty("reason").GetString());
        Assert.Equal(6, line.GetProperty("length").GetInt32());
        Assert.Equal("1234"u8.ToArray(), line.GetProperty("payload").GetBytesFromBase64());
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Fact]
    public async Task Keep_Flood_StaysUnderTheCapAndKeepsTheNewest()
    {
        var options = new QuarantineOptions { Directory = _directory, LimitBytes = 64 << 10 };
        for (int round = 0; round < 20; round++)
        {
            int from = round * 50;
            await RunAsync(options, quarantine =>
            {
                for (int n = from; n < from + 50; n++)
                {
                    quarantine.Keep($"d{n}", "t", "malformed-json", new byte[400]);
                }
            });
        }

        Assert.InRange(Directory.GetFiles(_directory).Sum(file => new FileInfo(file).Length), 32 << 10, 64 << 10);
        string newest = Directory.GetFiles(_directory).Order(StringComparer.Ordinal).Last();
        Assert.Contains("\"d999\"", (await File.ReadAllLinesAsync(newest))[^1], StringComparison.Ordinal);
    }

    private async Task RunAsync(QuarantineOptions options, Action<FileQuarantine> use)
    {
        using var quarantine = new FileQuarantine(options, _meter, TimeProvider.System, NullLogger<FileQuarantine>.Instance);
        await quarantine.StartAsync(CancellationToken.None);
        use(quarantine);
        await quarantine.StopAsync(CancellationToken.None);
    }
}
