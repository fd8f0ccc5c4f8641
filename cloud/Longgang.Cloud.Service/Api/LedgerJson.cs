using Longgang.Cloud.Core.Ledger;

namespace Longgang.Cloud.Service.Api;

/// <summary>The ledger.</summary>
/// <param name="Items">One line for each gateway, lane and outbox.</param>
/// <param name="Sums">All of them.</param>
public sealed record LedgerJson(IReadOnlyList<LedgerLaneJson> Items, LedgerSums Sums);
