using System.Globalization;

namespace Longgang.Cloud.Service.Live;

/// <summary>
/// How far a listener has come: <c>{alert change}.{announcement change}</c>. Both are counted by themselves in the store, and a listener resumes both with one id. A plain number, as
/// ids were before there were announcements, is a position among alerts; announcements then begin now.
/// </summary>
/// <param name="Alert">Number of the last alert change; null: begins now.</param>
/// <param name="Announcement">Number of the last announcement change; null: begins now.</param>
internal readonly record struct LivePosition(long? Alert, long? Announcement)
{
    /// <summary>Reads what a listener sends back; nothing: begins now.</summary>
    public static bool TryParse(string? text, out LivePosition position)
    {
        position = default;
        if (string.IsNullOrEmpty(text))
        {
            return true;
        }

        int dot = text.IndexOf('.', StringComparison.Ordinal);
        if (!TryRead(dot < 0 ? text : text[..dot], out long alert))
        {
            return false;
        }

        if (dot < 0)
        {
            position = new LivePosition(alert, null);
            return true;
        }

        bool isRead = TryRead(text[(dot + 1)..], out long announcement);
        position = new LivePosition(alert, announcement);
        return isRead;
    }

    private static bool TryRead(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
