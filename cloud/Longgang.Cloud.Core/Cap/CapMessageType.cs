namespace Longgang.Cloud.Core.Cap;

/// <summary>What a message does (CAP 1.2, 3.2.1 msgType). Names are those of the wire.</summary>
public enum CapMessageType
{
    /// <summary>Something new.</summary>
    Alert,

    /// <summary>Takes the place of what it references.</summary>
    Update,

    /// <summary>Ends what it references.</summary>
    Cancel,

    /// <summary>Says that what it references was received.</summary>
    Ack,

    /// <summary>Says that what it references was refused.</summary>
    Error,
}
