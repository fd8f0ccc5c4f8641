namespace Longgang.Edge.Core.HealthCodes;

/// <summary>How asking for a health code ended.</summary>
public enum HealthCodeOutcome
{
    /// <summary>Nobody could be asked.</summary>
    Unreachable,

    /// <summary>There is an answer, fresh or remembered.</summary>
    Answered,

    /// <summary>The service does not know the credential.</summary>
    NotFound,
}
