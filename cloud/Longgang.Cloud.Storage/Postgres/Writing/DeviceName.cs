namespace Longgang.Cloud.Storage.Postgres.Writing;

/// <summary>A device's number, and the gateway whose books hold its sequences.</summary>
internal readonly record struct DeviceName(int Id, int Home);
