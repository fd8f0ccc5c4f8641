namespace Longgang.Edge.Devices.Speakers.Speech;

/// <summary>A text to be spoken.</summary>
/// <param name="Voice">The program's voice.</param>
/// <param name="Text">The words.</param>
/// <param name="Key">Hash of the command, the voice and the words, 64 hex digits: what sounds the same.</param>
internal sealed record SpeechOrder(string Voice, string Text, string Key);
