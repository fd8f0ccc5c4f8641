using System.Globalization;
using Longgang.Cloud.Storage.Tests.Sqlite;

// The test executable is its own victim: KillTests starts it again in this mode.
if (args is ["--ingest-for-ever", var directory, var from])
{
    return await KillTests.IngestForEverAsync(directory, long.Parse(from, CultureInfo.InvariantCulture));
}

return await Xunit.Runner.InProc.SystemConsole.ConsoleRunner.Run(args);
