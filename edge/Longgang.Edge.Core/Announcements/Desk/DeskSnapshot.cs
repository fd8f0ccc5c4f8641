namespace Longgang.Edge.Core.Announcements.Desk;

/// <summary>Figures of the desk at one moment.</summary>
/// <param name="Live">Commands that are not done with.</param>
/// <param name="Remembered">Commands that are known.</param>
/// <param name="Playing">Speakers that are told and have not ended.</param>
/// <param name="Problem">Why new commands are refused at present; null: they are not.</param>
public sealed record DeskSnapshot(int Live, int Remembered, int Playing, string? Problem);
