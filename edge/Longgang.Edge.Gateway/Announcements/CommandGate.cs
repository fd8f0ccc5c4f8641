using System.Threading.Channels;
using Longgang.Contracts.Commands;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Announcements.Desk;
using Longgang.Edge.Core.Lanes;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Gateway.Announcements;

/// <summary>
/// Lets through what the cloud has signed. What nobody known has signed is reported as an incident and not answered: its sender could be anybody, and so could its id.
/// What is signed and makes no sense is answered, so that the cloud does not go on telling it.
/// </summary>
internal sealed partial class CommandGate(
    CommandKeys keys, AnnouncementDesk desk, ILane alerts, EventStamper stamper, ISecurityReporter security, ILogger<CommandGate> logger) : ICommandSink
{
    /// <inheritdoc/>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            await TakeInAsync(payload, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LaneFullException or LaneFaultedException or ChannelClosedException)
        {
            throw new IOException(e.Message, e);
        }
    }

    private async ValueTask TakeInAsync(ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        if (CommandReader.TryRead(payload.Span, keys.Find, out Command? command, out string? problem))
        {
            _ = await desk.TakeAsync(command, cancellationToken).ConfigureAwait(false);
            return;
        }

        LogRefused(logger, problem);
        if (command is null)
        {
            security.Report(SecurityKind.CommandForged, string.Empty, problem);
            return;
        }

        var refusal = new CommandReceipt { Command = command.Id, Status = CommandStatus.Refused, Reason = problem };
        _ = await alerts.AppendAsync(new Event { Time = stamper.Now().ToEventTime(null), CommandReceipt = refusal }, cancellationToken).ConfigureAwait(false);
    }

    [LoggerMessage(4540, LogLevel.Warning, "A command is not taken: {Problem}")]
    private static partial void LogRefused(ILogger logger, string problem);
}
