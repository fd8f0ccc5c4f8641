namespace Longgang.Cloud.Core.Cap;

/// <summary>What kind of event it is (CAP 1.2, 3.2.2 category). Names are those of the wire.</summary>
public enum CapCategory
{
    /// <summary>Geophysical, landslides among them.</summary>
    Geo,

    /// <summary>Weather and flood.</summary>
    Met,

    /// <summary>General emergency and public safety.</summary>
    Safety,

    /// <summary>Police, military, homeland.</summary>
    Security,

    /// <summary>Rescue and recovery.</summary>
    Rescue,

    /// <summary>Fire and its suppression.</summary>
    Fire,

    /// <summary>Medicine and public health.</summary>
    Health,

    /// <summary>Pollution and other harm to the environment.</summary>
    Env,

    /// <summary>Public and private transport.</summary>
    Transport,

    /// <summary>Utilities, telecommunication and the like.</summary>
    Infra,

    /// <summary>Chemical, biological, radiological, nuclear, explosive.</summary>
    CBRNE,

    /// <summary>None of these.</summary>
    Other,
}
