using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Alerts;

/// <summary>An alert that is about to be made durable.</summary>
/// <param name="Alert">What goes to the cloud.</param>
/// <param name="Key">What it merges with, or null when it stands alone.</param>
public sealed record AlertDraft(Alert Alert, AlertMergeKey? Key);
