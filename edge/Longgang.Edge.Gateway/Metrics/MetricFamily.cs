using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Longgang.Edge.Gateway.Metrics;

/// <summary>One instrument as Prometheus sees it: its name, kind and series. Not thread-safe.</summary>
internal sealed class MetricFamily
{
    // Seconds. The targets lie at 25 ms (verdict) and 250 ms (alert), so the bounds are dense around them.
    private static readonly double[] Bounds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10];
    private readonly Dictionary<string, Series> _series = new(StringComparer.Ordinal);
    private readonly string _help;
    private readonly string _type;
    private readonly bool _accumulates;

    public MetricFamily(Instrument instrument)
    {
        Type kind = instrument.GetType().GetGenericTypeDefinition();
        bool counter = kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>);
        _type = kind == typeof(Histogram<>) ? "histogram" : counter ? "counter" : "gauge";
        _accumulates = kind == typeof(Counter<>) || kind == typeof(UpDownCounter<>);
        _help = (instrument.Description ?? "").Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", " ", StringComparison.Ordinal);

        // OpenMetrics conventions: dots become underscores, the unit and, for counters, "total" end the name.
        string unit = instrument.Unit switch { "s" => "_seconds", "By" => "_bytes", _ => "" };
        string name = instrument.Name.Replace('.', '_').Replace('-', '_');
        Name = name + (name.EndsWith(unit, StringComparison.Ordinal) ? "" : unit) + (counter ? "_total" : "");
    }

    public string Name { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        if (!_series.TryGetValue(labels, out Series? series))
        {
            _series.Add(labels, series = new Series(_type == "histogram" ? Bounds.Length : 0));
        }

        if (_type == "histogram")
        {
            series.Count++;
            series.Value += value;
            for (int i = 0; i < Bounds.Length; i++)
            {
                series.Buckets[i] += value <= Bounds[i] ? 1 : 0;
            }
        }
        else
        {
            series.Value = _accumulates ? series.Value + value : value;
        }
    }

    public void WriteTo(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"# HELP {Name} {_help}\n# TYPE {Name} {_type}\n");
        foreach ((string labels, Series series) in _series)
        {
            if (_type != "histogram")
            {
                Line(text, "", labels, series.Value);
                continue;
            }

            for (int i = 0; i < Bounds.Length; i++)
            {
                Line(text, "_bucket", Join(labels, $"le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\""), series.Buckets[i]);
            }

            Line(text, "_bucket", Join(labels, "le=\"+Inf\""), series.Count);
            Line(text, "_sum", labels, series.Value);
            Line(text, "_count", labels, series.Count);
        }
    }

    private void Line(StringBuilder text, string suffix, string labels, double value)
    {
        text.Append(Name).Append(suffix);
        if (labels.Length > 0)
        {
            text.Append('{').Append(labels).Append('}');
        }

        text.Append(' ').Append(double.IsPositiveInfinity(value) ? "+Inf" : value.ToString(CultureInfo.InvariantCulture)).Append('\n');
    }

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty)
        {
            return "";
        }

        var text = new StringBuilder();
        foreach ((string key, object? value) in tags)
        {
            string escaped = (Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            text.Append(text.Length > 0 ? "," : "").Append(key.Replace('.', '_')).Append("=\"").Append(escaped).Append('"');
        }

        return text.ToString();
    }

    private sealed class Series(int buckets)
    {
        public double Value { get; set; }

        public long Count { get; set; }

        public long[] Buckets { get; } = new long[buckets];
    }
}
