namespace Longgang.Cloud.Core.Cap;

/// <summary>What is said in one language.</summary>
/// <param name="Language">As the message has it.</param>
/// <param name="Text">To be spoken; never empty.</param>
/// <param name="Audio">A recording of it, to be preferred where it can be had; or null.</param>
public sealed record CapContent(string Language, string Text, CapAudio? Audio);
