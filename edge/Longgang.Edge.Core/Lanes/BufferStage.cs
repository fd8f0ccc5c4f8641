namespace Longgang.Edge.Core.Lanes;

/// <summary>How near a lane is to its bound. Higher is worse.</summary>
public enum BufferStage
{
    /// <summary>Nothing to say.</summary>
    Ample,

    /// <summary>It will be full within the time of warning.</summary>
    Soon,

    /// <summary>It will be full within an hour, or a sixth of the time of warning.</summary>
    VerySoon,

    /// <summary>It refuses new events, or gives up its oldest.</summary>
    Full,
}
