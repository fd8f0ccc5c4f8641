using System.Buffers.Binary;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Alerts;

/// <summary>
/// Makes alerts of decisions and merges the ones of one person, place and window: people can look at about 1,000 a day.
/// Windows are monotonic time, so that a jump of the wall clock neither splits nor stretches them. Thread-safe.
/// </summary>
/// <param name="capacity">Alerts remembered for merging, about 150 bytes each; the oldest is forgotten first.</param>
public sealed class AlertMinter(int capacity = 8192)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<AlertMergeKey, LinkedListNode<Raised>> _raised = [];
    private readonly LinkedList<Raised> _byAge = new();

    /// <summary>Alerts remembered for merging.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _raised.Count;
            }
        }
    }

    /// <summary>The alerts that a judged scan raises; none most of the time.</summary>
    /// <param name="rules">Which categories count, and the window.</param>
    /// <param name="device">Where it happened.</param>
    /// <param name="epoch">The scan's epoch.</param>
    /// <param name="sequence">The scan's sequence, or a stamp in microseconds for devices that do not count.</param>
    /// <param name="scan">The scan as it will be recorded.</param>
    /// <param name="stamp">When it was received.</param>
    public IReadOnlyList<AlertDraft> Mint(AlertRules rules, DeviceIdentity device, ulong epoch, ulong sequence, Scan scan, EventStamp stamp)
    {
        List<AlertDraft>? drafts = null;
        foreach (Reason reason in scan.Reasons)
        {
            if (CategoryOf(reason) is { } category
                && rules.Categories.TryGetValue(category, out Severity severity)
                && drafts?.Exists(draft => draft.Alert.Category == category) != true)
            {
                (drafts ??= []).Add(Mint(rules, device, epoch, sequence, scan, stamp, category, severity));
            }
        }

        return drafts ?? (IReadOnlyList<AlertDraft>)[];
    }

    /// <summary>The alert of a keep-alive flag that has newly come up; null when the policy does not name it.</summary>
    /// <param name="rules">Which flags count.</param>
    /// <param name="device">Which device.</param>
    /// <param name="flag">Name of the flag.</param>
    /// <param name="stampMicros">When, by the device's clock if it has one: the same keep-alive sent again is the same alert.</param>
    public static AlertDraft? MintFlag(AlertRules rules, DeviceIdentity device, string flag, ulong stampMicros) =>
        !rules.DeviceFlags.TryGetValue(flag, out Severity severity) ? null : new AlertDraft(
            new Alert
            {
                Id = AlertIdentity.ToBytes(AlertIdentity.Of(device.Id, 0, stampMicros, AlertCategory.Device, flag)),
                Category = AlertCategory.Device,
                Severity = severity,
            },
            Key: null);

    /// <summary>The alert is durable: from now on others merge with it. Not earlier, or a repeat could point to an alert that never came to be.</summary>
    public void Remember(AlertDraft draft, EventStamp stamp)
    {
        if (draft.Key is not { } key || draft.Alert.Repeat)
        {
            return;
        }

        lock (_lock)
        {
            if (_raised.Remove(key, out LinkedListNode<Raised>? old))
            {
                _byAge.Remove(old);
            }
            else if (_raised.Count >= capacity)
            {
                _raised.Remove(_byAge.Last!.Value.Key);
                _byAge.RemoveLast();
            }

            _raised[key] = _byAge.AddFirst(new Raised(key, BinaryPrimitives.ReadUInt128BigEndian(draft.Alert.Id.Span), stamp));
        }
    }

    private AlertDraft Mint(
        AlertRules rules, DeviceIdentity device, ulong epoch, ulong sequence, Scan scan, EventStamp stamp, AlertCategory category, Severity severity)
    {
        UInt128 id = AlertIdentity.Of(device.Id, epoch, sequence, category);
        bool repeat = false;
        AlertMergeKey? key = null;
        if (scan.Person.Length == AlertIdentity.Length)
        {
            // Without a person there is nothing to merge by: two unknown people with a fever are two alerts.
            key = new AlertMergeKey(BinaryPrimitives.ReadUInt128BigEndian(scan.Person.Span), device.Area.Code, category);
            lock (_lock)
            {
                if (_raised.TryGetValue(key.Value, out LinkedListNode<Raised>? node) && stamp.Since(node.Value.At) < rules.MergeWindow)
                {
                    repeat = node.Value.Id != id; // the same scan again is not a repeat, it is the alert itself
                    id = node.Value.Id;
                }
            }
        }

        var alert = new Alert
        {
            Id = AlertIdentity.ToBytes(id),
            Category = category,
            Severity = severity,
            Person = scan.Person,
            Masked = scan.Masked,
            TemperatureCentiCelsius = scan.TemperatureCentiCelsius,
            Repeat = repeat,
        };
        alert.Reasons.AddRange(scan.Reasons);
        return new AlertDraft(alert, key);
    }

    private static AlertCategory? CategoryOf(Reason reason) => reason switch
    {
        Reason.CodeRed => AlertCategory.CodeRed,
        Reason.CodeYellow => AlertCategory.CodeYellow,
        Reason.TemperatureHigh => AlertCategory.Fever,
        Reason.TestPositive => AlertCategory.TestPositive,
        Reason.ListWatch => AlertCategory.ListWatch,
        Reason.ZoneLockdown or Reason.ZoneControl => AlertCategory.ZoneBreach,
        _ => null,
    };

    private readonly record struct Raised(AlertMergeKey Key, UInt128 Id, EventStamp At);
}
