namespace Longgang.Cloud.Storage.Books;

/// <summary>Ids of announcements and commands: 16 bytes in columns, 32 hex digits outside.</summary>
internal static class AnnouncementIds
{
    /// <summary>The bytes of an id that the service has made; of an empty one none.</summary>
    /// <exception cref="ArgumentException">It is no id.</exception>
    public static byte[] Bytes(string id) => id.Length == 0 ? [] : TryParse(id, out byte[] bytes) ? bytes : throw new ArgumentException($"'{id}' is not 32 hex digits.", nameof(id));

    /// <summary>The bytes of an id that somebody asks for.</summary>
    public static bool TryParse(string text, out byte[] id)
    {
        id = new byte[16];
        return text.Length == 32 && Convert.FromHexString(text, id, out _, out _) == System.Buffers.OperationStatus.Done;
    }

    /// <summary>A column of lines.</summary>
    public static string[] Lines(string column) => column.Length == 0 ? [] : column.Split('\n');

    /// <summary>A column of hashes, one after the other.</summary>
    public static IReadOnlySet<string> Hashes(ReadOnlySpan<byte> column)
    {
        const int hashBytes = 32;
        var hashes = new HashSet<string>(StringComparer.Ordinal);
        for (; column.Length >= hashBytes; column = column[hashBytes..])
        {
            hashes.Add(Convert.ToHexStringLower(column[..hashBytes]));
        }

        return hashes;
    }
}
