using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Ingestion;

/// <summary>Checks the events of a decoded batch, so that the store never meets one that it cannot write.</summary>
public static class BatchInspection
{
    /// <summary>Longest device id, characters.</summary>
    public const int MaxDeviceLength = 128;

    private const int MaxTextLength = 16 * 1024;

    /// <summary>What is wrong, naming the event by its place in the batch; null when nothing is.</summary>
    public static string? FindProblem(Batch batch)
    {
        for (int i = 0; i < batch.Events.Count; i++)
        {
            if (FindProblem(batch.Events[i]) is { } problem)
            {
                return $"event {i} of {batch.Events.Count}: {problem}";
            }
        }

        return null;
    }

    private static string? FindProblem(Event item)
    {
        if (item.Time is null)
        {
            return "no time";
        }

        if (item.Device.Length > MaxDeviceLength)
        {
            return "device id too long";
        }

        if (item.DeviceEpoch > long.MaxValue || item.DeviceSequence > long.MaxValue || item.Time.MonotonicUs > long.MaxValue)
        {
            return "number out of range";
        }

        if (item.DeviceSequence > 0 && item.Device.Length == 0)
        {
            return "a device sequence without a device";
        }

        return item.BodyCase switch
        {
            Event.BodyOneofCase.Scan when item.Scan.Person.Length is not (0 or 16) => "person hash is not 16 bytes",
            Event.BodyOneofCase.Scan when item.Scan.Masked.Length > 64 || item.Scan.Policy.Length > 128 => "text too long",
            Event.BodyOneofCase.Scan when item.Device.Length == 0 => "a scan without a device",
            Event.BodyOneofCase.Reading when item.Device.Length == 0 => "a reading without a device",
            Event.BodyOneofCase.Reading when !double.IsFinite(item.Reading.Value) => "a reading that is not a number",
            Event.BodyOneofCase.Reading when item.Reading.Quantity.Length > 64 || item.Reading.Unit.Length > 32 => "text too long",
            Event.BodyOneofCase.State when item.Device.Length == 0 => "a device state without a device",
            Event.BodyOneofCase.Alert when item.Alert.Id.Length != 16 => "alert id is not 16 bytes",
            Event.BodyOneofCase.Alert when item.Alert.Person.Length is not (0 or 16) => "person hash is not 16 bytes",
            Event.BodyOneofCase.Ledger => FindProblem(item.Ledger),
            Event.BodyOneofCase.Security when item.Security.Detail.Length > MaxTextLength => "text too long",
            _ => null,
        };
    }

    private static string? FindProblem(LedgerEntry entry)
    {
        if (entry.OutboxId.Length != 16 || entry.Lane is not (Lane.Alert or Lane.Record))
        {
            return "ledger entry without an outbox";
        }

        // A statement about the end of an outbox may name no sequence.
        ulong shortest = entry.End == OutboxEnd.Unspecified ? entry.FirstSequence : entry.FirstSequence - 1;
        return entry.FirstSequence == 0 || entry.LastSequence < shortest || entry.LastSequence >= long.MaxValue
            ? "ledger entry without a range"
            : null;
    }
}
