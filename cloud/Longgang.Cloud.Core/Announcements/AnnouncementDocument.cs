using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>What an author writes. It may be incomplete until it is submitted; <see cref="AnnouncementValidator"/> says what is wrong with it.</summary>
public sealed record AnnouncementDocument
{
    /// <summary>Its name in lists; speakers do not say it.</summary>
    public string Title { get; init; } = string.Empty;

    /// <summary>One for each language, played in this order.</summary>
    public IReadOnlyList<AnnouncementContent> Contents { get; init; } = [];

    /// <summary>Who hears it.</summary>
    public Audience Audience { get; init; } = new();

    /// <summary>How grave it is. Decides about approval, the prepared retraction and quiet hours.</summary>
    public Severity Level { get; init; }

    /// <summary>0 … 9; the higher one interrupts the lower one.</summary>
    public int Priority { get; init; }

    /// <summary>Not to begin before; null: at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>No speaker begins it after this moment, nor any of its occurrences.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>When it is played again; null: it is played once.</summary>
    public AnnouncementRepeat? Repeat { get; init; }

    /// <summary>An exercise; the words say so, before and after.</summary>
    public bool Drill { get; init; }

    /// <summary>1 … 100; null: as each speaker is set.</summary>
    public int? VolumePercent { get; init; }

    /// <summary>What is said when it is called back, one for each language. Empty: nothing.</summary>
    public IReadOnlyList<AnnouncementContent> Retraction { get; init; } = [];
}
