namespace Longgang.Cloud.Storage.Sqlite.Salvage;

/// <summary>A tree of the schema.</summary>
/// <param name="Name">Of the table or index.</param>
/// <param name="Root">Its root page.</param>
/// <param name="IsTable">A table, not an index.</param>
internal sealed record SchemaTree(string Name, uint Root, bool IsTable);
