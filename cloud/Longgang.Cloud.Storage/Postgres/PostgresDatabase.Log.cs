using Microsoft.Extensions.Logging;

namespace Longgang.Cloud.Storage.Postgres;

public sealed partial class PostgresDatabase
{
    [LoggerMessage(5150, LogLevel.Information, "The database is open, schema {Schema}")]
    private partial void LogOpened(int schema);

    [LoggerMessage(5151, LogLevel.Error, "The database cannot be used; nothing is acknowledged until it can")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(5152, LogLevel.Information, "The database can be used again")]
    private partial void LogRecovered();
}
