namespace Longgang.Cloud.Core.Cap;

/// <summary>Who may know of a message (CAP 1.2, 3.2.1 scope). Names are those of the wire.</summary>
public enum CapScope
{
    /// <summary>Everybody.</summary>
    Public,

    /// <summary>Those to whom the restriction applies.</summary>
    Restricted,

    /// <summary>Those at the addresses.</summary>
    Private,
}
