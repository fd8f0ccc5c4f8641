namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>A table that is being salvaged.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Target">Where its rows go.</param>
/// <param name="Gaps">Between which rowids rows are lost.</param>
internal sealed record SalvageTable(string Name, TableTarget Target, List<Gap> Gaps);
