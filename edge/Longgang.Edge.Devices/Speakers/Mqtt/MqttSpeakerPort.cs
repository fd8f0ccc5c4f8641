using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Devices.Lan;
using Longgang.Edge.Devices.Lan.Http;
using Longgang.Edge.Devices.Lan.Mqtt;
using Longgang.Edge.Devices.Registry;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Longgang.Edge.Devices.Speakers.Mqtt;

/// <summary>
/// Speakers that are connected to the box's MQTT listener. A command goes to the connection that is there, or nowhere: nothing is kept for one that is away,
/// so that none plays what has long expired. What has been written may have been heard, even when the connection ends before the acknowledgement.
/// </summary>
public sealed class MqttSpeakerPort(
    MqttListener listener, DeviceRegistryHolder registry, SpeakerHearing hearing, IOptions<MqttSpeakerOptions> options, IOptions<HttpLanOptions>? http)
    : ISpeakerPort, IHostedService
{
    // A stop is right at any time, but a speaker that does not acknowledge it by then hears nothing any more.
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private readonly ConcurrentDictionary<string, byte> _online = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Adapter => SpeakerSettings.Mqtt;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        listener.CommandsHeard += Look;
        registry.Changed += LookAtAll;
        LookAtAll(registry.Current);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken)
    {
        listener.CommandsHeard -= Look;
        registry.Changed -= LookAtAll;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask PlayAsync(PlayOrder order, CancellationToken cancellationToken)
    {
        // Writing hands a packet to the network's own buffers: no speaker is waited for, so none waits for another.
        foreach ((string device, UInt128 attempt) in order.Attempts)
        {
            if (Play(device, attempt, order) is { } reason)
            {
                hearing.NotReached(device, attempt, reason);
            }
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask StopAsync(string device, UInt128 attempt, CancellationToken cancellationToken)
    {
        listener.CommandsTo(device)?.Command(
            DeviceMessages.Write(new SpeakerCommandJson { Do = "stop", Play = Name(attempt) }), StopWithin, canWait: true);
        return ValueTask.CompletedTask;
    }

    private string? Play(string device, UInt128 attempt, PlayOrder order)
    {
        if (listener.CommandsTo(device) is not { } connection)
        {
            return "not-connected";
        }

        var items = new SpeakerItemJson[order.Parts.Count];
        IReadOnlyList<string> languages = hearing.LanguagesOf(device);
        for (int i = 0; i < items.Length; i++)
        {
            PlayPart part = order.Parts[i];
            if (part.Text is not null && languages.Any(language => LanguageRange.Covers(language, part.Language)))
            {
                items[i] = new SpeakerItemJson { Language = part.Language, Text = part.Text };
            }
            else if (part.Clip is null)
            {
                return "language";
            }
            else if (AddressOf(part.Clip, connection) is { } url)
            {
                items[i] = new SpeakerItemJson { Language = part.Language, Url = url, Sha256 = part.Clip.Sha256 };
            }
            else
            {
                return "audio-unavailable";
            }
        }

        byte[] command = DeviceMessages.Write(new SpeakerCommandJson
        {
            Do = "play",
            Play = Name(attempt),
            Items = items,
            Priority = (int)order.Priority,
            Volume = (int?)order.VolumePercent,
            Drill = order.Drill,
            WithinMs = (long)order.Within.TotalMilliseconds,
        });
        return connection.Command(command, order.Within, canWait: false) ? null : "not-connected";
    }

    private string? AddressOf(AudioClip clip, MqttLanConnection connection)
    {
        string path = $"/audio/{clip.Sha256}.wav";
        if (options.Value.AudioBaseAddress is { Length: > 0 } configured)
        {
            return configured.TrimEnd('/') + path;
        }

        // The speaker has reached the box at this address, so it reaches it there again.
        return connection.LocalEndPoint is IPEndPoint local && EndpointText.TryParse(http?.Value.Endpoint, out IPEndPoint? endpoint)
            ? $"http://{new IPEndPoint(local.Address.IsIPv4MappedToIPv6 ? local.Address.MapToIPv4() : local.Address, endpoint.Port)}{path}"
            : null;
    }

    private static string Name(UInt128 attempt) => attempt.ToString("x32", CultureInfo.InvariantCulture);

    private void LookAtAll(DeviceRegistry current)
    {
        foreach (RegisteredDevice device in current.All)
        {
            if (device.Speaker is not null)
            {
                Look(device.Identity.Id);
            }
        }
    }

    private void Look(string device)
    {
        // Looked up under the lock: whoever tells last tells what is true last.
        lock (_lock)
        {
            bool isOurs = registry.Current.TryGet(device, out RegisteredDevice? known) && known.Speaker is { Adapter: SpeakerSettings.Mqtt };
            if (isOurs && listener.CommandsTo(device) is not null)
            {
                if (_online.TryAdd(device, 0))
                {
                    hearing.Reached(device, Reach.Online);
                }
            }
            else if (_online.TryRemove(device, out _) && isOurs)
            {
                hearing.Reached(device, Reach.Offline);
            }
        }
    }
}
