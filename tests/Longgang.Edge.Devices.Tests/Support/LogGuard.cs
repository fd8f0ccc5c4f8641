using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Devices.Tests.Support;

/// <summary>Collects what is logged; an error that a test did not expect fails it.</summary>
internal sealed class LogGuard : ILoggerProvider
{
    private readonly ConcurrentQueue<string> _lines = new();

    /// <summary>Signalled with every line.</summary>
    public SemaphoreSlim Logged { get; } = new(0);

    public IEnumerable<string> Lines => _lines;

    public IEnumerable<string> Errors => _lines.Where(line => line.StartsWith("Error", StringComparison.Ordinal) || line.StartsWith("Critical", StringComparison.Ordinal));

    public ILogger CreateLogger(string categoryName) => new Sink(categoryName, _lines, Logged);

    public void Dispose()
    {
    }

    private sealed class Sink(string category, ConcurrentQueue<string> lines, SemaphoreSlim logged) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Debug;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lines.Enqueue($"{logLevel} {category} {eventId.Id}: {formatter(state, exception)} {exception}");
            logged.Release();
        }
    }
}
