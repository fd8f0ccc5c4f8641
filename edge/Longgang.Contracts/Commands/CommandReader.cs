using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Google.Protobuf;
using Longgang.Contracts.Announcements;
using Longgang.Contracts.Wire;

namespace Longgang.Contracts.Commands;

/// <summary>Opens commands: signature first, then version, then sense. Bad input never throws.</summary>
public static class CommandReader
{
    /// <summary>Largest command, bytes: an audience of thousands of devices, texts in three languages.</summary>
    public const int MaxBytes = 256 * 1024;

    /// <summary>Length of the ids of commands and announcements, bytes.</summary>
    public const int IdBytes = 16;

    private const int HashBytes = 32;
    private const uint HighestPriority = 9;

    /// <summary>Reads what came from the broker.</summary>
    /// <param name="payload">An encoded <see cref="SignedCommand"/>.</param>
    /// <param name="keys">Gives the public key of a name, or null.</param>
    /// <param name="command">The command when the result is true; also when it is false and the signature was good, so that its id can be answered.</param>
    /// <param name="problem">A word of <see cref="CommandFailure"/> and details, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> payload, Func<string, ECDsa?> keys, [NotNullWhen(true)] out Command? command, [NotNullWhen(false)] out string? problem)
    {
        command = null;
        if (payload.Length > MaxBytes)
        {
            problem = $"{CommandFailure.Undecodable}: {payload.Length} bytes are more than {MaxBytes}";
            return false;
        }

        try
        {
            SignedCommand signed = SignedCommand.Parser.ParseFrom(payload);
            if (keys(signed.Key) is not { } key)
            {
                problem = $"{CommandFailure.UnknownKey}: '{signed.Key}'";
                return false;
            }

            if (!CommandSignature.IsValid(signed, key))
            {
                problem = CommandFailure.BadSignature;
                return false;
            }

            command = Command.Parser.ParseFrom(signed.Command);
        }
        catch (InvalidProtocolBufferException e)
        {
            problem = $"{CommandFailure.Undecodable}: {e.Message}";
            return false;
        }

        problem = Check(command);
        return problem is null;
    }

    /// <summary>What is wrong with a command, or null.</summary>
    public static string? Check(Command command)
    {
        if (command.Major != WireVersion.Major)
        {
            return $"{CommandFailure.UnsupportedVersion}: {command.Major}";
        }

        string? problem =
            command.Id.Length != IdBytes ? $"id has {command.Id.Length} bytes"
            : command.ExpiresUnixUs <= command.IssuedUnixUs ? "expires before it is issued"
            : command.BodyCase switch
            {
                Command.BodyOneofCase.Play => Check(command.Play),
                Command.BodyOneofCase.Retract => Check(command.Retract),
                Command.BodyOneofCase.Stage => command.Stage.Audio.Count == 0 ? "stage.audio is empty" : command.Stage.Audio.Select(Check).FirstOrDefault(p => p is not null),
                _ => "says nothing that this version understands",
            };
        return problem is null ? null : $"{CommandFailure.Inconsistent}: {problem}";
    }

    private static string? Check(Play play) =>
        play.Announcement.Length != IdBytes ? $"play.announcement has {play.Announcement.Length} bytes"
        : play.Occurrence == 0 ? "play.occurrence starts at 1"
        : play.Priority > HighestPriority ? $"play.priority {play.Priority} is above {HighestPriority}"
        : play.VolumePercent > 100 ? $"play.volume_percent {play.VolumePercent} is above 100"
        : play.Contents.Count == 0 ? "play.contents is empty"
        : play.Contents.Select(Check).FirstOrDefault(p => p is not null)
            ?? (AudienceMatcher.TryCreate(play.Audience, out _, out string? problem) ? null : problem);

    private static string? Check(Retract retract) =>
        retract.Announcement.Length != IdBytes ? $"retract.announcement has {retract.Announcement.Length} bytes"
        : retract.Correction is { } correction ? Check(correction)
        : null;

    private static string? Check(Content content) => content.FormCase switch
    {
        _ when content.Language.Length is 0 or > 35 => "content.language is not a language tag", // RFC 5646, 4.4.1
        Content.FormOneofCase.Text => content.Text.Length == 0 ? "content.text is empty" : null,
        Content.FormOneofCase.Audio => Check(content.Audio),
        _ => "content has neither text nor audio",
    };

    private static string? Check(Audio audio) =>
        audio.Sha256.Length != HashBytes ? $"audio.sha256 has {audio.Sha256.Length} bytes"
        : audio.Bytes == 0 ? "audio.bytes is 0"
        : null;
}
