using LiteDB;
using Longgang.Edge.Outbox.Files;

namespace Longgang.Edge.Outbox.Store;

/// <summary>
/// Tells a store that is damaged from one that has failed. LiteDB shows damage that no checksum caught by stumbling. Once it may be chance (a disk error
/// on the way); twice without anything committed in between, it is the store.
/// </summary>
internal sealed class StumbleWatch
{
    private ulong _stumbledAt = ulong.MaxValue;

    /// <summary>Why the store must not be opened as it is; null when it may.</summary>
    internal StoreDamagedException? Damage { get; private set; }

    /// <summary>
    /// Whether an exception means that this instance is done for. LiteDB shows a broken state by whatever exception it stumbles into.
    /// </summary>
    internal static bool IsFailure(Exception exception) =>
        exception is IOException or LiteException or InvalidOperationException or NullReferenceException or IndexOutOfRangeException
            or ArgumentException or KeyNotFoundException or NotSupportedException or InvalidCastException or FormatException or OverflowException;

    /// <summary>Notes what ended an instance.</summary>
    /// <param name="exception">What it was.</param>
    /// <param name="durable">What came after the last that is durable.</param>
    internal void Note(Exception exception, ulong durable)
    {
        if (exception is StoreDamagedException || exception.InnerException is StoreDamagedException)
        {
            Damage = exception as StoreDamagedException ?? (StoreDamagedException)exception.InnerException!;
        }
        else if (exception is not IOException)
        {
            Damage = _stumbledAt == durable ? new StoreDamagedException("LiteDB stumbles again: " + exception.Message, exception) : null;
            _stumbledAt = durable;
        }
    }

    /// <summary>The store was salvaged.</summary>
    internal void Forget() => Damage = null;
}
