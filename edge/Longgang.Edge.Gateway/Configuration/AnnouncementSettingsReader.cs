using System.Globalization;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Gateway.Announcements;

namespace Longgang.Edge.Gateway.Configuration;

/// <summary>Reads and checks the section <c>Announcements</c> (docs/configuration.md).</summary>
internal static class AnnouncementSettingsReader
{
    internal const string Section = "Announcements";
    private const long MiB = 1024 * 1024;

    /// <summary>Reads the section; null when there is none: then the box plays no announcements.</summary>
    internal static AnnouncementSettings? Read(ConfigurationReader reader)
    {
        if (!reader.Exists(Section))
        {
            return null;
        }

        CommandKeys keys = Keys(reader);
        var usual = new AnnouncementOptions();
        AnnouncementOptions player = usual with
        {
            MaxLive = (int)reader.Number($"{Section}:MaxLive", usual.MaxLive, 1, 10_000),
            MaxRemembered = (int)reader.Number($"{Section}:MaxRemembered", usual.MaxRemembered, 1, 100_000),
            BeginWithin = reader.Span($"{Section}:BeginWithin", usual.BeginWithin, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            NoAnswerMargin = reader.Span($"{Section}:NoAnswerMargin", usual.NoAnswerMargin, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10)),
            FirstPause = reader.Span($"{Section}:FirstPause", usual.FirstPause, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
            LongestPause = reader.Span($"{Section}:LongestPause", usual.LongestPause, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
            RememberFor = reader.Span($"{Section}:RememberFor", usual.RememberFor, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30)),
            Quiet = Quiet(reader),
        };
        long inbox = reader.Number($"{Section}:Inbox:LimitBytes", 64 * MiB, 16 * MiB, 1024 * MiB);
        foreach (string problem in AnnouncementOptionsValidator.Check(player, Section))
        {
            reader.Fail(problem[..problem.IndexOf(' ', StringComparison.Ordinal)], problem[(problem.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        }

        return new AnnouncementSettings(keys, player, inbox);
    }

    private static CommandKeys Keys(ConfigurationReader reader)
    {
        const string Key = $"{Section}:Keys";
        var keys = new CommandKeys();
        foreach (string name in reader.Children(Key))
        {
            string key = $"{Key}:{name}";
            if (reader.ExistingFile(key, required: true) is not { } path)
            {
                continue;
            }

            try
            {
                if (keys.Add(name, File.ReadAllText(path)) is { } problem)
                {
                    reader.Fail(key, $"{path} {problem}");
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                reader.Fail(key, $"{path} cannot be read: {e.Message}");
            }
        }

        if (keys.Count == 0 && reader.Children(Key).Count == 0)
        {
            reader.Fail(Key, "is required: the cloud's public keys by name, e.g. \"Keys\":{\"cloud\":\"cloud.pub\"}; without one nothing that the cloud says is believed");
        }

        return keys;
    }

    private static QuietHours? Quiet(ConfigurationReader reader)
    {
        const string From = $"{Section}:Quiet:From";
        const string To = $"{Section}:Quiet:To";
        return reader.Exists($"{Section}:Quiet") && Time(reader, From) is { } from && Time(reader, To) is { } to ? new QuietHours(from, to) : null;
    }

    private static TimeOnly? Time(ConfigurationReader reader, string key)
    {
        string text = reader.Text(key);
        if (TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time))
        {
            return time;
        }

        if (text.Length > 0)
        {
            reader.Fail(key, $"'{text}' is not a time of the day (HH:mm, UTC+8)");
        }

        return null;
    }
}
