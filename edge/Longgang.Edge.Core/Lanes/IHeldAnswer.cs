namespace Longgang.Edge.Core.Lanes;

/// <summary>Something on its way to a device that can wait until the others of the same commit are told.</summary>
public interface IHeldAnswer
{
    /// <summary>Sends what has gathered. Called once for each time it was held; does not throw and does not block.</summary>
    void Send();
}
