namespace Longgang.Contracts.Areas;

/// <summary>The three tiers that the district works in.</summary>
public enum AreaLevel
{
    /// <summary>6 digits.</summary>
    District,

    /// <summary>9 digits.</summary>
    Street,

    /// <summary>12 digits.</summary>
    Community,
}
