using System.Text.Json;
using Longgang.Cloud.Core.Alerts;
using Longgang.Cloud.Core.Fleet;
using Longgang.Cloud.Core.Ingestion;
using Longgang.Cloud.Core.Ledger;
using Longgang.Cloud.Core.Scans;

namespace Longgang.Cloud.Storage.Tests.Sqlite.Damage;

/// <summary>
/// Compares what a damaged store serves with the truth. What is missing must be named, scans by their lane sequences; what is served must be true, but that what has lost its name
/// may stand under one that says so, and that figures which are worked out anew may be lower where the damage names their table.
/// </summary>
internal sealed class DamageVerdict
{
    private readonly List<string> _wrong = [];
    private readonly DistrictTruth _sent;
    private readonly DistrictView _truth;
    private readonly DistrictView _seen;
    private readonly string? _damage;
    private bool _different;

    public DamageVerdict(DistrictTruth sent, DistrictView truth, DistrictView seen, string? damage)
    {
        _sent = sent;
        _truth = truth;
        _seen = seen;
        _damage = damage;
        Scans();
        Alerts();
        Devices();
        Gateways();
        Lanes();
        Securities();
        Compare("announcement", _truth.Announcements, _seen.Announcements, "announcements");
        Compare("entry", _truth.Entries, _seen.Entries, "announcement_history");
        Compare("part", _truth.Parts, _seen.Parts, "speaker_parts");
        Compare("answer", _truth.Answers, _seen.Answers, "commands", "command_boxes");
        Compare("command", _truth.Commands, _seen.Commands, "commands");
        Compare("speaker", _truth.Speakers, _seen.Speakers, "speakers");
        Compare("audio", _truth.Audio, _seen.Audio, "box_audio");
        if (_different && damage is null)
        {
            _wrong.Add("it differs, and no damage is named");
        }
    }

    /// <summary>What was wrong without a word.</summary>
    public IReadOnlyList<string> SilentlyWrong => _wrong;

    /// <summary>Whether anything at all is missing or other than it was.</summary>
    public bool IsDifferent => _different;

    private bool Names(params ReadOnlySpan<string> tables)
    {
        foreach (string table in tables)
        {
            if (_damage is not null && (_damage.Contains($" {table} (", StringComparison.Ordinal) || _damage.Contains("everything", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }

    private void Scans()
    {
        foreach ((long id, ExportedEvent truth) in _truth.Export)
        {
            if (_seen.Export.TryGetValue(id, out ExportedEvent seen))
            {
                Same($"exported event {id}", truth with { Gateway = Named(truth.Gateway, seen.Gateway), Device = Named(truth.Device, seen.Device) }, seen);
                continue;
            }

            _different = true;
            (UInt128 outbox, long lane) = _sent.PlaceOf(truth.Device, truth.Sequence);
            bool known = _seen.Lanes.TryGetValue(BatchIdentity.OutboxText(outbox), out LaneBooks? books);
            if (known ? LaneBalance.Of(books!).Balanced || (books!.Stored.Contains(lane) && !books.Damaged.Contains(lane)) : !Names("outboxes"))
            {
                _wrong.Add($"event {id} is missing, and the ledger calls sequence {lane} of {outbox:x} stored");
            }
        }

        foreach ((long id, ScanRecord seen) in _seen.Scans)
        {
            if (!_truth.Scans.TryGetValue(id, out ScanRecord? truth))
            {
                _wrong.Add($"scan {id} never was");
                continue;
            }

            ScanRecord expected = truth with { Gateway = Named(truth.Gateway, seen.Gateway), Device = Named(truth.Device, seen.Device) };
            if (seen.ReceivedAt is null && Names("batches"))
            {
                expected = expected with { ReceivedAt = null, Time = seen.Time };
            }

            Same($"scan {id}", expected, seen);
        }

        // Every scan is exported; a scan that is missing here was looked for above.
        _wrong.AddRange(_seen.Export.Keys.Where(id => _truth.Scans.ContainsKey(id) && !_seen.Scans.ContainsKey(id)).Select(id => $"scan {id} is exported and not listed"));
    }

    private void Alerts()
    {
        foreach ((string id, AlertSnapshot truth) in _truth.Alerts)
        {
            if (_seen.Alerts.TryGetValue(id, out AlertSnapshot? seen))
            {
                Same($"alert {id}", truth with { Gateway = Named(truth.Gateway, seen.Gateway) }, seen);
            }
            else
            {
                Missing($"alert {id}", Names("alerts"));
            }
        }

        foreach ((long number, AlertChange truth) in _truth.Changes)
        {
            if (_seen.Changes.TryGetValue(number, out AlertChange? seen))
            {
                Same($"change {number}", truth with { Alert = truth.Alert with { Gateway = Named(truth.Alert.Gateway, seen.Alert.Gateway) } }, seen);
            }
            else
            {
                Missing($"change {number}", Names("alerts", "alert_changes"));
            }
        }

        _wrong.AddRange(_seen.Alerts.Keys.Where(id => !_truth.Alerts.ContainsKey(id)).Select(id => $"alert {id} never was"));
    }

    private void Devices()
    {
        foreach ((string id, DeviceSummary truth) in _truth.Devices)
        {
            if (!_seen.Devices.TryGetValue(id, out DeviceSummary? seen))
            {
                Missing($"device {id}", Names("devices"));
                continue;
            }

            DeviceSummary expected = truth with { Gateway = Named(truth.Gateway, seen.Gateway), Flags = seen.Flags };
            if (Names("devices", "marks", "scans", "readings"))
            {
                expected = expected with
                {
                    Scans = Math.Min(truth.Scans, seen.Scans),
                    Readings = Math.Min(truth.Readings, seen.Readings),
                    LastSeen = Names("devices") || seen.LastSeen < truth.LastSeen ? seen.LastSeen : truth.LastSeen,
                    Area = seen.Area.Length == 0 && Names("devices") ? string.Empty : truth.Area,
                };
            }

            if (Names("device_states"))
            {
                expected = expected with { States = Math.Min(truth.States, seen.States), Online = seen.Online is null ? null : truth.Online, Firmware = seen.Firmware is null ? null : truth.Firmware, Buffered = seen.Buffered is null ? null : truth.Buffered };
            }

            Same($"device {id}", expected, seen);
        }

        _wrong.AddRange(_seen.Devices.Keys.Where(id => !_truth.Devices.ContainsKey(id) && !IsPlaceholder(id)).Select(id => $"device {id} never was"));
    }

    private void Gateways()
    {
        foreach ((string id, GatewaySummary truth) in _truth.Gateways)
        {
            if (!_seen.Gateways.TryGetValue(id, out GatewaySummary? seen))
            {
                Missing($"gateway {id}", Names("gateways"));
            }
            else if (Names("gateways") && seen.Version is null)
            {
                _different = true;
            }
            else
            {
                Same($"gateway {id}", truth, seen);
            }
        }
    }

    private void Lanes()
    {
        foreach ((string outbox, LaneBooks truth) in _truth.Lanes)
        {
            if (!_seen.Lanes.TryGetValue(outbox, out LaneBooks? seen))
            {
                Missing($"outbox {outbox}", Names("outboxes"));
                continue;
            }

            Same($"report of {outbox}", truth.Report!, seen.Report!);
            if (seen.Lane == Contracts.Wire.Lane.Alert && !Names("speaker_parts", "command_boxes", "speakers", "box_audio", "folded_events", "batches", "ranges")
                && seen.Damaged.Runs.Any(run => run.Last > DistrictTruth.AlertEventsOfABox))
            {
                _wrong.Add($"{outbox}: receipts are named as lost that are there");
            }

            LaneBalance balance = LaneBalance.Of(seen);
            LaneBalance before = LaneBalance.Of(truth);
            if (balance.Stored != before.Stored)
            {
                Missing($"{before.Stored - balance.Stored} of {outbox}", !balance.Balanced && balance.Stored + balance.Lost + balance.Unexplained >= before.Stored);
            }
        }
    }

    private void Securities()
    {
        string[] missing = [.. _truth.Security.Except(_seen.Security)];
        if (missing.Length > 0)
        {
            Missing($"{missing.Length} security events", Names("security_events"));
        }

        _wrong.AddRange(_seen.Security.Except(_truth.Security).Select(static record => $"security event {record} never was"));
    }

    private void Compare<TKey, T>(string what, Dictionary<TKey, T> truth, Dictionary<TKey, T> seen, params ReadOnlySpan<string> tables)
        where TKey : notnull
    {
        foreach ((TKey key, T value) in truth)
        {
            if (seen.TryGetValue(key, out T? found))
            {
                Same($"{what} {key}", value, found);
            }
            else
            {
                Missing($"{what} {key}", Names(tables));
            }
        }

        _wrong.AddRange(seen.Keys.Where(key => !truth.ContainsKey(key)).Select(key => $"{what} {key} never was"));
    }

    private string Named(string truth, string seen)
    {
        _different |= truth != seen;
        return IsPlaceholder(seen) ? seen : truth;
    }

    private static bool IsPlaceholder(string name) => name.StartsWith("lost-", StringComparison.Ordinal);

    private void Missing(string what, bool named)
    {
        _different = true;
        if (!named)
        {
            _wrong.Add($"{what} is missing without a word");
        }
    }

    private void Same<T>(string what, T truth, T seen)
    {
        string a = JsonSerializer.Serialize(truth);
        string b = JsonSerializer.Serialize(seen);
        if (a != b)
        {
            _different = true;
            _wrong.Add($"{what}: {b}, in truth {a}");
        }
    }
}
