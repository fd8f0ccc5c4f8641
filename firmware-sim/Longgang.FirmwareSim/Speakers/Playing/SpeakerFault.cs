namespace Longgang.FirmwareSim.Speakers.Playing;

/// <summary>What is wrong with a loudspeaker.</summary>
public enum SpeakerFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Takes commands, plays nothing and says nothing.</summary>
    Deaf,

    /// <summary>Plays and says nothing: a box that was told nothing must not conclude that nothing was heard.</summary>
    Mute,

    /// <summary>Somebody speaks over it all the time: it answers <c>busy</c>.</summary>
    Busy,

    /// <summary>Plays in time and says so late.</summary>
    Slow,

    /// <summary>Loses power in the middle of each play and comes back; knows what it was told, and says that it was broken off.</summary>
    Dies,

    /// <summary>The same, and comes back without memory: neither plays nor unsent receipts.</summary>
    DiesForgetting,

    /// <summary>Does not remember plays: plays twice what it is told twice.</summary>
    Forgetful,

    /// <summary>Begins late and does not care that it is too late.</summary>
    Tardy,

    /// <summary>Its clock is wrong by days.</summary>
    WrongClock,
}
