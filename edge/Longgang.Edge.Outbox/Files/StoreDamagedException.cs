namespace Longgang.Edge.Outbox.Files;

/// <summary>What lies on the disk is not what was written there: the lane's files go into quarantine and what is whole is salvaged.</summary>
public sealed class StoreDamagedException(string what, Exception? inner = null) : IOException($"The store is damaged: {what}", inner);
