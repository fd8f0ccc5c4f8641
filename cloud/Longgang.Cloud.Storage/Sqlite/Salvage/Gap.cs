namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Rows that a damaged page had.</summary>
/// <param name="Above">Their rowids are higher than this,</param>
/// <param name="UpTo">and not higher than this.</param>
internal readonly record struct Gap(long Above, long UpTo);
