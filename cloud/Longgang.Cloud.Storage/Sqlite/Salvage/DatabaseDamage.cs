namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>Damage that was found and dealt with.</summary>
/// <param name="What">What was damaged and what it cost.</param>
/// <param name="Kept">Where the damaged file lies.</param>
internal sealed record DatabaseDamage(string What, string Kept);
