namespace Longgang.Benchmarks.Uplink;

/// <summary>What one run over one uplink has measured.</summary>
/// <param name="Events">Events arriving a second.</param>
/// <param name="Bytes">Bytes a second that carried them, of TCP payload.</param>
/// <param name="MessageBytes">Bytes of one message, as it went over the line.</param>
/// <param name="MessageEvents">Events in one message.</param>
/// <param name="Lost">Events that did not arrive.</param>
internal sealed record UplinkRun(double Events, double Bytes, int MessageBytes, double MessageEvents, long Lost);
