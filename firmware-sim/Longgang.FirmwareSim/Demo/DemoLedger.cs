namespace Longgang.FirmwareSim.Demo;

/// <summary>The sums of the cloud's ledger, states and alerts included.</summary>
public sealed record DemoLedger(long Accepted, long Stored, long Pending, long Expired, long Quarantined, long Gaps, int Rows);
