using Longgang.Contracts.Areas;

namespace Longgang.Edge.Core.Announcements;

/// <summary>The areas that this box's speakers are in: what the cloud tells an area of them concerns this box.</summary>
public interface IAnnouncementAreas
{
    /// <summary>The areas as they stand; replaced as a whole when they change. The areas above them need not be among them.</summary>
    IReadOnlyCollection<AreaCode> Current { get; }

    /// <summary>Raised after <see cref="Current"/> was replaced. Listeners never block.</summary>
    event Action? Changed;
}
