namespace Longgang.Cloud.Core.Cap;

/// <summary>Why a document, or what it asks for, is not taken.</summary>
/// <param name="Path">The element, such as <c>alert/info[2]/area[1]/polygon</c>.</param>
/// <param name="Reason">A word of <see cref="CapReason"/> that does not change.</param>
/// <param name="What">What was found.</param>
/// <param name="Why">Which rule it breaks.</param>
/// <param name="Todo">What its sender should do.</param>
public sealed record CapProblem(string Path, string Reason, string What, string Why, string Todo)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Path}: {Reason}: {What} {Why} {Todo}";
}
