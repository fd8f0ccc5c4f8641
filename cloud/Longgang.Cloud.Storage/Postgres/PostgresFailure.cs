using System.Net.Sockets;
using Npgsql;

namespace Longgang.Cloud.Storage.Postgres;

/// <summary>Tells a database that cannot be used now from a row that cannot be written.</summary>
internal static class PostgresFailure
{
    /// <summary>
    /// No connection, restarting, out of disk, memory or connections, read-only after a failover, waited too long, no longer let in, a table gone:
    /// trying again later, when somebody has mended it, may succeed. What a lost connection left behind is unknown; the retry finds it out.
    /// </summary>
    public static bool IsUnavailable(Exception failure) => failure switch
    {
        PostgresException e => !IsData(e),
        NpgsqlException or SocketException or TimeoutException or IOException => true,
        _ => false,
    };

    /// <summary>Data exceptions, constraints, and rows beyond a limit: trying again gives the same again.</summary>
    public static bool IsData(Exception failure) => failure is PostgresException e && e.SqlState[..2] is ("22" or "23" or "54");

    /// <summary>Two transactions got into each other's way, and this one gave in.</summary>
    public static bool IsRace(Exception failure) =>
        failure is PostgresException { SqlState: PostgresErrorCodes.SerializationFailure or PostgresErrorCodes.DeadlockDetected };
}
