using System.CommandLine;
using System.Runtime.InteropServices;
using Longgang.FirmwareSim.Demo;
using Longgang.FirmwareSim.Fleet;
using Longgang.FirmwareSim.HealthCode;
using Longgang.FirmwareSim.Load;
using Longgang.FirmwareSim.Places;
using Longgang.FirmwareSim.Speakers;

var root = new RootCommand("Simulated sentinels, loudspeakers, health-code service and load for Longgang.Edge, and the judge of the whole.")
{
    PlanCommand.Create(),
    FleetCommand.Create(),
    HealthCodeCommand.Create(),
    DemoCommand.Create(),
    SpeakersCommand.Create(),
    LoadCommand.Create(),
};

ParseResult parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors)
    {
        await Console.Error.WriteLineAsync($"lgsim: {error.Message}").ConfigureAwait(false);
    }

    return 2;
}

// Signals are ours: a fleet delivers what it holds before it ends, which takes longer than the library would wait.
using var stop = new CancellationTokenSource();
using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = true };
return await parsed.InvokeAsync(invocation, stop.Token).ConfigureAwait(false);

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.Cancel();
}
