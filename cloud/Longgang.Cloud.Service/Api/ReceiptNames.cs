using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Service.Api;

/// <summary>Names of what speakers have made of an announcement.</summary>
internal static class ReceiptNames
{
    /// <summary>Name of a state; unspecified is <c>sent</c>: nothing was heard yet.</summary>
    public static string Of(ReceiptState state) => state == ReceiptState.Unspecified ? "sent" : state.ToString().ToLowerInvariant();

    /// <summary>The state of that name, or null.</summary>
    public static ReceiptState? Parse(string name)
    {
        foreach (ReceiptState state in Enum.GetValues<ReceiptState>())
        {
            if (Of(state) == name)
            {
                return state;
            }
        }

        return null;
    }
}
