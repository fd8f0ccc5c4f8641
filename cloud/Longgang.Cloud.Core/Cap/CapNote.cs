namespace Longgang.Cloud.Core.Cap;

/// <summary>Something that was taken otherwise than a reader of the document might expect: nothing is passed over in silence.</summary>
/// <param name="Path">The element.</param>
/// <param name="Reason">A word of <see cref="CapReason"/> that does not change.</param>
/// <param name="Text">What was done with it, and why.</param>
public sealed record CapNote(string Path, string Reason, string Text);
