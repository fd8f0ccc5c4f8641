using System.Globalization;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.Measure;
using Longgang.FirmwareSim.Processes;
using Spectre.Console;

namespace Longgang.FirmwareSim.Demo;

/// <summary>Shows the run: a table that changes in place on a terminal, a line every five seconds elsewhere.</summary>
public sealed class DemoScreen(DemoState state, DemoSite site, TimeProvider time)
{
    private static readonly TimeSpan _lineEvery = TimeSpan.FromSeconds(5);

    private readonly long _start = time.GetTimestamp();
    private long _lineAt;
    private string _shownPhase = string.Empty;
    private string _shownEvent = string.Empty;
    private LiveDisplayContext? _live;

    /// <summary>Runs the work with a live table when standard output is a terminal.</summary>
    public async Task ShowAsync(Func<Task> work)
    {
        if (Console.IsOutputRedirected)
        {
            await work().ConfigureAwait(false);
            return;
        }

        await AnsiConsole.Live(Picture()).StartAsync(async context =>
        {
            _live = context;
            await work().ConfigureAwait(false);
            Refresh();
        }).ConfigureAwait(false);
    }

    public void Refresh()
    {
        if (_live is not null)
        {
            _live.UpdateTarget(Picture());
            return;
        }

        bool news = state.Phase != _shownPhase || state.Event != _shownEvent;
        if (!news && time.GetElapsedTime(_lineAt) < _lineEvery)
        {
            return;
        }

        _lineAt = time.GetTimestamp();
        _shownPhase = state.Phase;
        _shownEvent = state.Event;
        Console.Out.WriteLine(Line());
        Console.Out.Flush();
    }

    private string Line()
    {
        FleetProgress? fleet = state.Fleet;
        return string.Create(CultureInfo.InvariantCulture,
            $"[{time.GetElapsedTime(_start).TotalSeconds,6:0.0} s] {state.Phase}: {fleet?.KeptPerSecond ?? 0:0} scans/s, " +
            $"acked {state.Truth.Accepted}, ledger stored {state.Ledger?.Stored ?? 0} pending {state.Ledger?.Pending ?? 0}, " +
            $"devices ready {fleet?.Ready ?? 0} holding {fleet?.Buffered ?? 0}, alerts {state.Alerts.Raised}, verdict {Pair(fleet?.RecentVerdictMs)} ms, " +
            $"alert {Pair(state.Alerts.Latency.Summarize())} ms, RSS {Memory()}{(state.Event.Length > 0 ? $" | {state.Event}" : string.Empty)}");
    }

    private Table Picture()
    {
        FleetProgress? fleet = state.Fleet;
        var table = new Table
        {
            Border = TableBorder.Rounded,
            Title = new TableTitle(Markup.Escape(
            string.Create(CultureInfo.InvariantCulture, $"Longgang.Edge, {state.Phase}, {time.GetElapsedTime(_start).TotalSeconds:0} s")))
        };
        table.AddColumns("what", "figure");
        Row("scans/s", $"{fleet?.KeptPerSecond ?? 0:0}");
        Row("acknowledged to devices", $"{state.Truth.Accepted:N0}");
        Row("ledger: stored / pending", $"{state.Ledger?.Stored ?? 0:N0} / {state.Ledger?.Pending ?? 0:N0}");
        Row("held by devices", $"{fleet?.Buffered ?? 0:N0}");
        Row("devices ready", $"{fleet?.Ready ?? 0:N0} of {fleet?.Devices ?? 0:N0}");
        Row("alerts", $"{state.Alerts.Raised:N0}");
        Row("verdict p50 / p99, last second", $"{Pair(fleet?.RecentVerdictMs)} ms");
        Row("alert p50 / p99", $"{Pair(state.Alerts.Latency.Summarize())} ms");
        RowText("RSS", Memory());
        Row("kills", $"{state.Kills}");
        RowText("last fault", state.Event);
        return table;

        void Row(string what, FormattableString figure) => RowText(what, figure.ToString(CultureInfo.InvariantCulture));
        void RowText(string what, string figure) => table.AddRow(Markup.Escape(what), Markup.Escape(figure));
    }

    private string Memory() => string.Join(' ', site.All.Select((ChildProcess p) => string.Create(
        CultureInfo.InvariantCulture, $"{p.Name} {p.RssKb / 1024}")));

    private static string Pair(LatencySummary? latency) => string.Create(
        CultureInfo.InvariantCulture, $"{latency?.P50 ?? 0:0.0} / {latency?.P99 ?? 0:0.0}");
}
