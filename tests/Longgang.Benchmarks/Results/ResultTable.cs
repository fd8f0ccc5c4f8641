using System.Globalization;
using Spectre.Console;

namespace Longgang.Benchmarks.Results;

/// <summary>The results for people.</summary>
public static class ResultTable
{
    /// <summary>Prints one bench.</summary>
    public static void Print(BenchResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        Table table = new Table().Title(Markup.Escape(result.Bench)).Caption(Markup.Escape(result.Machine))
            .AddColumns("subject", "metric").AddColumn(new TableColumn("median").RightAligned()).AddColumn(new TableColumn("min").RightAligned())
            .AddColumn(new TableColumn("max").RightAligned()).AddColumn("unit").AddColumn(new TableColumn("runs").RightAligned());
        foreach (BenchRow row in result.Rows)
        {
            _ = table.AddRow(Markup.Escape(row.Subject), Markup.Escape(row.Metric), Number(row.Median), Number(row.Min), Number(row.Max), Markup.Escape(row.Unit), $"{row.Runs}");
        }

        AnsiConsole.Write(table);
        foreach ((string name, double ratio) in result.Ratios)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {name} [bold]{ratio:0.00}[/]");
        }

        foreach ((string name, long value) in result.Checks)
        {
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  {name} [bold]{value}[/]");
        }
    }

    private static string Number(double value) => value.ToString(value >= 1000 ? "N0" : "0.##", CultureInfo.InvariantCulture);
}
