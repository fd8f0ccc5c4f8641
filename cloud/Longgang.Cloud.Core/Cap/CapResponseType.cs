namespace Longgang.Cloud.Core.Cap;

/// <summary>What is asked of the audience (CAP 1.2, 3.2.2 responseType). Names are those of the wire.</summary>
public enum CapResponseType
{
    /// <summary>Take shelter.</summary>
    Shelter,

    /// <summary>Leave.</summary>
    Evacuate,

    /// <summary>Make ready.</summary>
    Prepare,

    /// <summary>Do what was planned.</summary>
    Execute,

    /// <summary>Keep away.</summary>
    Avoid,

    /// <summary>Stay informed.</summary>
    Monitor,

    /// <summary>Evaluate; not for the public.</summary>
    Assess,

    /// <summary>The danger is over.</summary>
    AllClear,

    /// <summary>Nothing.</summary>
    None,
}
