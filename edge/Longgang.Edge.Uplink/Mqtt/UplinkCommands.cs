using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Uplink.Mqtt;

/// <summary>What the uplink needs to bring commands to the box.</summary>
/// <param name="Sink">Takes them.</param>
/// <param name="Areas">Which areas' commands concern the box.</param>
public sealed record UplinkCommands(ICommandSink Sink, IAnnouncementAreas Areas);
