using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Uplink.Tests.Support;

/// <summary>Keeps what was logged, and says so.</summary>
public sealed class LogBook<T>(Signal signal) : ILogger<T>
{
    private readonly Lock _lock = new();
    private readonly List<(EventId Id, LogLevel Level, string Text)> _lines = [];

    public IReadOnlyList<(EventId Id, LogLevel Level, string Text)> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lock)
        {
            _lines.Add((eventId, logLevel, formatter(state, exception)));
        }

        signal.Pulse();
    }
}
