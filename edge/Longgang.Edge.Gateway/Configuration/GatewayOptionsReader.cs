using System.Text;
using System.Text.RegularExpressions;
using Longgang.Contracts.People;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Uplink;
using Longgang.Edge.Devices.Registry;
using Longgang.Edge.Gateway.Announcements;
using Longgang.Edge.Outbox;
using Longgang.Edge.Uplink.Mqtt;

namespace Longgang.Edge.Gateway.Configuration;

/// <summary>Reads and checks the gateway's options (docs/configuration.md).</summary>
public static partial class GatewayOptionsReader
{
    private const long MiB = 1024 * 1024;

    /// <summary>Reads the options; null when anything is wrong, which <see cref="ConfigurationReader.Errors"/> then lists completely.</summary>
    public static GatewayOptions? Read(ConfigurationReader reader)
    {
        string id = reader.Text("Gateway:Id");
        if (id.Length > 0 && !IdPattern().IsMatch(id))
        {
            reader.Fail("Gateway:Id", $"'{id}' is not 1 to 64 letters, digits, '.', '_' or '-'");
        }

        string data = reader.Folder("Gateway:DataDirectory");
        TimeSpan stop = reader.Span("Gateway:StopTimeout", TimeSpan.FromSeconds(10), TimeSpan.Zero, TimeSpan.FromMinutes(5));
        long alertLimit = reader.Number("Outbox:Alert:LimitBytes", 128 * MiB, 8 * MiB, 3584 * MiB);
        long recordLimit = reader.Number("Outbox:Record:LimitBytes", 1024 * MiB, 8 * MiB, 3584 * MiB);
        TimeSpan warnBefore = reader.Span("Outbox:WarnBefore", TimeSpan.FromHours(6), TimeSpan.FromMinutes(1), TimeSpan.FromDays(30));
        LaneFullPolicy recordWhenFull = WhenFull(reader, "Outbox:Record:WhenFull");
        TimeSpan recordWait = reader.Span("Outbox:Record:MaxWait", TimeSpan.FromMilliseconds(5), TimeSpan.Zero, TimeSpan.FromSeconds(1));
        MqttUplinkOptions? uplink = Uplink(reader, id);
        PersonKey? personKey = ReadPersonKey(reader);
        var health = reader.Listener("Health:Endpoint", required: false);
        AnnouncementSettings? announcements = AnnouncementSettingsReader.Read(reader);
        CheckFiles(reader);
        foreach (string key in ForeignOptions.Keys.Concat(reader.Children(ForeignOptions.Voices).Select(language => $"{ForeignOptions.Voices}:{language}")))
        {
            reader.Foreign(key);
        }

        reader.FailUnknown("Gateway", "Outbox", "Lan", "Uplink", "HealthCode", "Screening", "Quarantine", "Privacy", "Health", AnnouncementSettingsReader.Section, "Speakers");

        return reader.Errors.Count > 0
            ? null
            : new GatewayOptions
            {
                Id = id,
                DataDirectory = data,
                StopTimeout = stop,
                AlertLimitBytes = alertLimit,
                RecordLimitBytes = recordLimit,
                WarnBefore = warnBefore,
                RecordWhenFull = recordWhenFull,
                RecordMaxWait = recordWait,
                LanMqtt = reader.Exists("Lan:Mqtt"),
                LanHttp = reader.Exists("Lan:Http"),
                Uplink = uplink!,
                PersonKey = personKey!,
                Health = health,
                Announcements = announcements,
            };
    }

    private static LaneFullPolicy WhenFull(ConfigurationReader reader, string key)
    {
        string text = reader.Text(key, "refuse");
        switch (text)
        {
            case "refuse":
                return LaneFullPolicy.Refuse;
            case "expire-oldest":
                return LaneFullPolicy.ExpireOldest;
            default:
                reader.Fail(key, $"'{text}' is neither refuse nor expire-oldest");
                return LaneFullPolicy.Refuse;
        }
    }

    private static MqttUplinkOptions? Uplink(ConfigurationReader reader, string id)
    {
        const string Prefix = "Uplink:Mqtt:";
        var second = TimeSpan.FromSeconds(1);
        var endpoint = reader.Peer(Prefix + "Endpoint");
        string? secret = reader.ExistingFile(Prefix + "SecretFile", required: true);
        if (secret is not null && string.IsNullOrWhiteSpace(ReadText(reader, Prefix + "SecretFile", secret)))
        {
            reader.Fail(Prefix + "SecretFile", $"{secret} is empty");
        }

        var result = new MqttUplinkOptions
        {
            Gateway = id,
            Endpoint = endpoint ?? new System.Net.IPEndPoint(0, 0),
            SecretFile = secret ?? "",
            Tls = reader.Exists(Prefix + "Tls") ? Tls(reader, Prefix + "Tls:") : null,
            KeepAlive = reader.Span(Prefix + "KeepAlive", TimeSpan.FromSeconds(15), second, TimeSpan.FromHours(1)),
            ConnectTimeout = reader.Span(Prefix + "ConnectTimeout", TimeSpan.FromSeconds(15), second, TimeSpan.FromMinutes(5)),
            PublishTimeout = reader.Span(Prefix + "PublishTimeout", TimeSpan.FromSeconds(15), second, TimeSpan.FromMinutes(5)),
            ReconnectFirst = reader.Span(Prefix + "ReconnectFirst", second, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
            ReconnectMax = reader.Span(Prefix + "ReconnectMax", TimeSpan.FromSeconds(60), second, TimeSpan.FromHours(1)),
            AlertWindow = Window(reader, Prefix + "AlertWindow:", MqttUplinkOptions.DefaultAlertWindow),
            RecordWindow = Window(reader, Prefix + "RecordWindow:", MqttUplinkOptions.DefaultRecordWindow),
        };
        return endpoint is null || secret is null ? null : result;
    }

    private static UplinkWindowOptions Window(ConfigurationReader reader, string prefix, UplinkWindowOptions unless) => unless with
    {
        MaxBatches = (int)reader.Number(prefix + "Batches", unless.MaxBatches, 1, 1024),
        MaxBytes = reader.Number(prefix + "Bytes", unless.MaxBytes, 64 * 1024, 64 * MiB),
        AckTimeout = reader.Span(prefix + "AckTimeout", unless.AckTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)),
        BehindEvents = (int)reader.Number(prefix + "BehindEvents", unless.BehindEvents, 0, 1_000_000),
        DrainEventsPerSecond = (int)reader.Number(prefix + "DrainEventsPerSecond", unless.DrainEventsPerSecond, 0, 1_000_000),
    };

    private static MqttUplinkTlsOptions Tls(ConfigurationReader reader, string prefix)
    {
        string? certificate = reader.ExistingFile(prefix + "CertificateFile", required: false);
        string? key = reader.ExistingFile(prefix + "KeyFile", required: false);
        if (certificate is null != key is null)
        {
            reader.Fail(prefix + (certificate is null ? "CertificateFile" : "KeyFile"), "certificate and key come together or not at all");
        }

        string name = reader.Text(prefix + "ServerName", "");
        return new MqttUplinkTlsOptions
        {
            CaFile = reader.ExistingFile(prefix + "CaFile", required: false),
            CertificateFile = certificate,
            KeyFile = key,
            ServerName = name.Length == 0 ? null : name,
        };
    }

    private static PersonKey? ReadPersonKey(ConfigurationReader reader)
    {
        const string Key = "Privacy:PersonKeyFile";
        if (reader.ExistingFile(Key, required: true) is not { } path)
        {
            return null;
        }

        try
        {
            return PersonKey.Parse(ReadText(reader, Key, path));
        }
        catch (FormatException)
        {
            reader.Fail(Key, $"{path} does not hold {PersonKey.KeyLength} bytes in base64");
            return null;
        }
    }

    /// <summary>Reads what will be read again at the start of the host, so that its errors stand beside all others.</summary>
    private static void CheckFiles(ConfigurationReader reader)
    {
        if (reader.ExistingFile("Lan:DevicesFile", required: true) is { } devices
            && !DeviceRegistryReader.TryRead(Encoding.UTF8.GetBytes(ReadText(reader, "Lan:DevicesFile", devices)), out _, out IReadOnlyList<string> errors))
        {
            foreach (string error in errors)
            {
                reader.Fail("Lan:DevicesFile", $"{devices}: {error}");
            }
        }

        if (reader.ExistingFile("Screening:PolicyFile", required: false, ForeignOptions.DefaultPolicyFile) is { } policy
            && !ScreeningPolicyReader.TryRead(Encoding.UTF8.GetBytes(ReadText(reader, "Screening:PolicyFile", policy)), out _, out IReadOnlyList<PolicyError> wrong))
        {
            foreach (PolicyError error in wrong)
            {
                reader.Fail("Screening:PolicyFile", $"{policy}: {error.Path}: {error.Message}");
            }
        }
    }

    private static string ReadText(ConfigurationReader reader, string key, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reader.Fail(key, $"{path} cannot be read: {e.Message}");
            return "?";
        }
    }

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex IdPattern();
}
