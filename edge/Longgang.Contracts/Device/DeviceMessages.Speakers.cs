using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;

namespace Longgang.Contracts.Device;

// What speakers are told and what they answer.
public static partial class DeviceMessages
{
    /// <summary>Reads a speaker's receipt.</summary>
    public static bool TryParseSpeakerReceipt(
        ReadOnlySpan<byte> utf8, [NotNullWhen(true)] out SpeakerReceiptMessage? receipt, [NotNullWhen(false)] out Refusal? refusal)
    {
        receipt = null;
        if (!TryRead(utf8, DeviceJsonContext.Default.SpeakerReceiptJson, out SpeakerReceiptJson? json, out refusal))
        {
            return false;
        }

        string said = json.State ?? string.Empty;
        SpeakerState? state = said switch
        {
            "accepted" => SpeakerState.Accepted,
            "started" => SpeakerState.Started,
            "finished" => SpeakerState.Finished,
            "stopped" => SpeakerState.Stopped,
            "failed" => SpeakerState.Failed,
            _ => null,
        };
        UInt128 play = 0;
        (string Reason, string Detail)? problem =
            json.Version != 1 ? Version(json.Version)
            : string.IsNullOrEmpty(json.Play) ? Missing("play")
            : json.Play.Length != 32 || !UInt128.TryParse(json.Play, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out play) ? Invalid("play", "is not 32 hex digits")
            : said.Length == 0 ? Missing("state")
            : state is null ? Invalid("state", "is none of accepted, started, finished, stopped, failed")
            : state == SpeakerState.Failed && string.IsNullOrEmpty(json.Reason) ? Missing("reason")
            : json.Reason is { Length: > MaxNameLength } ? Invalid("reason", $"is longer than {MaxNameLength} characters")
            : null;
        if (problem is var (reason, detail))
        {
            refusal = new Refusal(reason, detail);
            return false;
        }

        receipt = new SpeakerReceiptMessage(json.Time, play, state!.Value, json.Reason ?? string.Empty, json.PlayedMs);
        return true;
    }

    /// <summary>Writes what a speaker is told.</summary>
    public static byte[] Write(SpeakerCommandJson command) => JsonSerializer.SerializeToUtf8Bytes(command, DeviceJsonContext.Relaxed.SpeakerCommandJson);
}
