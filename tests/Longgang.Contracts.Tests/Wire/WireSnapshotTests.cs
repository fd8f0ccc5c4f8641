using System.Text;
using Google.Protobuf.Reflection;
using Longgang.Contracts.Device;
using Longgang.Contracts.Wire;
using Longgang.TestKit;

namespace Longgang.Contracts.Tests.Wire;

/// <summary>The approved shape of the wire. A difference means that a box or a cloud in the field may misread the other.</summary>
public sealed class WireSnapshotTests
{
    [Fact]
    public void Protobuf_Schema_IsAsApproved() => Snapshot.Match("Longgang.Contracts.Tests/Wire/wire.approved.txt", Describe(LonggangReflection.Descriptor) + Describe(CommandsReflection.Descriptor));

    [Fact]
    public void DeviceJson_Answers_AreAsApproved()
    {
        var text = new StringBuilder();
        text.Append(Encoding.UTF8.GetString(DeviceMessages.Write(new VerdictJson
        {
            Epoch = 1,
            Sequence = 42,
            Verdict = "pass",
            Reasons = ["data-stale"],
            Open = true,
            AsOf = new DateTimeOffset(2022, 3, 14, 7, 12, 0, TimeSpan.FromHours(8)),
            Show = "请通行",
            Say = "请通行",
        }))).Append('\n');
        text.Append(Encoding.UTF8.GetString(DeviceMessages.Write(DeviceMessages.ToJson(new Refusal(RefusalReason.IdCheckDigit, "…", 1, 42))))).Append('\n');
        text.Append(Encoding.UTF8.GetString(DeviceMessages.Write(DeviceMessages.ToJson(new Refusal(RefusalReason.MalformedJson, "…"))))).Append('\n');

        text.Append(Encoding.UTF8.GetString(DeviceMessages.Write(new SpeakerCommandJson
        {
            Do = "play",
            Play = "0102030405060708090a0b0c0d0e0f10",
            Items =
            [
                new SpeakerItemJson { Language = "zh-CN", Text = "请注意" },
                new SpeakerItemJson { Language = "en", Url = "http://10.0.0.1:8080/audio/00.wav", Sha256 = "00" },
            ],
            Priority = 9,
            Volume = 100,
            Drill = true,
            WithinMs = 30_000,
        }))).Append('\n');
        text.Append(Encoding.UTF8.GetString(DeviceMessages.Write(new SpeakerCommandJson { Do = "stop", Play = "0102030405060708090a0b0c0d0e0f10" }))).Append('\n');

        Snapshot.Match("Longgang.Contracts.Tests/Wire/device-json.approved.txt", text.ToString());
    }

    private static string Describe(FileDescriptor file)
    {
        var text = new StringBuilder();
        foreach (EnumDescriptor type in file.EnumTypes)
        {
            text.Append("enum ").Append(type.Name).Append('\n');
            foreach (EnumValueDescriptor value in type.Values)
            {
                text.Append("  ").Append(value.Number).Append(' ').Append(value.Name).Append('\n');
            }
        }

        foreach (MessageDescriptor type in file.MessageTypes)
        {
            text.Append("message ").Append(type.Name).Append('\n');
            foreach (FieldDescriptor field in type.Fields.InFieldNumberOrder())
            {
                string kind = field.FieldType is FieldType.Message ? field.MessageType.Name : field.FieldType is FieldType.Enum ? field.EnumType.Name : field.FieldType.ToString();
                text.Append("  ").Append(field.FieldNumber).Append(' ').Append(field.Name).Append(' ').Append(kind).Append(field.IsRepeated ? "*" : "").Append('\n');
            }
        }

        return text.ToString();
    }
}
