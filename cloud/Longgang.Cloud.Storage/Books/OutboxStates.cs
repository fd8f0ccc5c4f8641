using Longgang.Cloud.Core.Ledger;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Storage.Books;

/// <summary>What the columns of an outbox say of its end.</summary>
internal static class OutboxStates
{
    public static OutboxState Of(bool superseded, bool final, OutboxEnd ending) => ending switch
    {
        OutboxEnd.Complete => OutboxState.Ended,
        OutboxEnd.Unknown => OutboxState.EndUnknown,
        _ => !superseded ? OutboxState.Current : final ? OutboxState.Retired : OutboxState.Replaced,
    };
}
