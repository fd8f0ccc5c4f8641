namespace Longgang.Cloud.Core.Cap;

/// <summary>How much of a document is looked at. The defaults are several times what the largest real ones have.</summary>
public sealed record CapLimits
{
    /// <summary>The defaults.</summary>
    public static CapLimits Default { get; } = new();

    /// <summary>Most bytes of a document. Default 1 MiB.</summary>
    public int MaxBytes { get; init; } = 1024 * 1024;

    /// <summary>Deepest nesting; CAP needs 5, a signature with its certificates 7. Default 16.</summary>
    public int MaxDepth { get; init; } = 16;

    /// <summary>Most elements. Default 20,000.</summary>
    public int MaxElements { get; init; } = 20_000;

    /// <summary>Most attributes of one element, namespaces included. Default 32.</summary>
    public int MaxAttributes { get; init; } = 32;

    /// <summary>Most points of all polygons together. Default 10,000.</summary>
    public int MaxPoints { get; init; } = 10_000;

    /// <summary>Most problems, and most notes, that are listed. Default 100.</summary>
    public int MaxProblems { get; init; } = 100;
}
