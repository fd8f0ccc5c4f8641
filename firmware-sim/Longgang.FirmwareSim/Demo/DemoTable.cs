using System.Globalization;
using Spectre.Console;

namespace Longgang.FirmwareSim.Demo;

/// <summary>Prints the result for people.</summary>
public static class DemoTable
{
    public static void Print(DemoReport report)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.Ascii : TableBorder.Rounded };
        table.AddColumns("result", "figure");
        Row("devices / gateways", $"{report.Devices} / {report.Gateways}");
        Row("broker / store / cloud processes", $"{report.Broker} / {report.Store} / {report.Replicas}");
        Row("accepted (devices were told)", $"{report.Accepted}");
        Row("stored in the cloud", $"{report.Stored}");
        Row("lost", $"{report.Lost}");
        Row("duplicated", $"{report.Duplicated}");
        Row("pending / expired / quarantined", $"{report.Pending} / {report.Expired} / {report.Quarantined}");
        Row("stored, acknowledgement lost", $"{report.Unacknowledged}");
        Row("refused", $"{report.Refused.Values.Sum()} {string.Join(", ", report.Refused.Select(r => $"{r.Key} {r.Value}"))}");
        Row("ledger", $"{(report.Balanced ? "balanced" : "NOT balanced")}, {report.Ledger.Accepted} events in {report.Ledger.Rows} rows");
        Row("alerts", $"{report.Alerts}");
        Row("scans/s", $"{report.ScansPerSecond:0.0}");
        Row("verdict ms p50 / p99 / max", $"{report.VerdictMs.P50:0.0} / {report.VerdictMs.P99:0.0} / {report.VerdictMs.Max:0.0}");
        Row("alert ms p50 / p99 / max", $"{report.AlertMs.P50:0.0} / {report.AlertMs.P99:0.0} / {report.AlertMs.Max:0.0}");
        Row("in device's buffer ms p50 / p99 / max", $"{report.InBufferMs.P50:0.0} / {report.InBufferMs.P99:0.0} / {report.InBufferMs.Max:0.0}");
        Row("peak RSS MiB: cloud; gateways", $"{report.RssMb.Cloud:0}; {Join(report.RssMb.Gateways)}");
        Row("CPU s: cloud; gateways; fleet", $"{report.CpuSeconds.Cloud:0.0}; {Join(report.CpuSeconds.Gateways)}; {report.CpuSeconds.Fleet:0.0}");
        Row("kills / outage s / retransmissions", $"{report.Kills} / {report.OutageSeconds:0} / {report.Retransmitted}");
        Row("killed", $"{string.Join(", ", report.KillsByName.Select(k => $"{k.Key} {k.Value}"))}");
        AnsiConsole.Write(table);
        foreach (string problem in report.Problems)
        {
            Console.Out.WriteLine($"problem: {problem}");
        }

        Console.Out.WriteLine(report.Passed ? "PASSED: nothing lost, nothing doubled, the ledger balances" : "FAILED");

        void Row(string what, FormattableString figure) =>
            table.AddRow(Markup.Escape(what), Markup.Escape(figure.ToString(CultureInfo.InvariantCulture)));

        static string Join(IEnumerable<double> values) =>
            string.Join(' ', values.Select(v => v.ToString("0.#", CultureInfo.InvariantCulture)));
    }
}
