using Microsoft.Extensions.Logging;

namespace Longgang.Cloud.Storage.Sqlite;

public sealed partial class SqliteWriter
{
    [LoggerMessage(5100, LogLevel.Information, "Database {Path} is open, schema {Schema}")]
    private partial void LogOpened(string path, int schema);

    [LoggerMessage(5101, LogLevel.Error, "The database cannot be written; nothing is acknowledged until it can")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(5102, LogLevel.Information, "The database can be written again")]
    private partial void LogRecovered();

    [LoggerMessage(5103, LogLevel.Warning, "The last device snapshot could not be written; the next start replays instead")]
    private partial void LogSnapshotFailed(Exception exception);

    [LoggerMessage(5104, LogLevel.Error, "The database was damaged and is repaired: {What}. The damaged file is kept: {Kept}")]
    private partial void LogDamaged(string what, string kept);
}
