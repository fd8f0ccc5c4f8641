using Longgang.Contracts.Areas;
using Longgang.Edge.Core.Announcements;

namespace Longgang.Edge.Gateway.Announcements;

/// <summary>The areas of the box's speakers, as its register has them.</summary>
internal sealed class SpeakerAreas : IAnnouncementAreas, IDisposable
{
    private readonly ISpeakerDirectory _directory;
    private IReadOnlyCollection<AreaCode> _current;

    /// <summary>Follows the register from now on.</summary>
    public SpeakerAreas(ISpeakerDirectory directory)
    {
        _directory = directory;
        directory.Changed += Follow;
        _current = Read();
    }

    /// <inheritdoc/>
    public event Action? Changed;

    /// <inheritdoc/>
    public IReadOnlyCollection<AreaCode> Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public void Dispose() => _directory.Changed -= Follow;

    private void Follow()
    {
        IReadOnlyCollection<AreaCode> now = Read();
        if (!now.SequenceEqual(_current))
        {
            Volatile.Write(ref _current, now);
            Changed?.Invoke();
        }
    }

    private AreaCode[] Read() =>
        [.. _directory.Current.Select(speaker => speaker.Place.Area).Where(area => area.Code.Length > 0).Distinct().OrderBy(area => area.Code, StringComparer.Ordinal)];
}
