using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Cloud.Core.Announcements;

/// <summary>Announcements as stores keep them: JSON that people can read. Fields that are not known are left out when it is read.</summary>
public static class AnnouncementCodec
{
    private static readonly JsonSerializerOptions _options = new(JsonSerializerDefaults.Web)
    {
        Converters = { new AudienceConverter(), new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,

        // Chinese stays Chinese; nothing of it ever lies in a page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes an announcement.</summary>
    public static string Encode(Announcement announcement) => JsonSerializer.Serialize(announcement, _options);

    /// <summary>Writes a document.</summary>
    public static string Encode(AnnouncementDocument document) => JsonSerializer.Serialize(document, _options);

    /// <summary>Reads an announcement.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static Announcement DecodeAnnouncement(string json) => JsonSerializer.Deserialize<Announcement>(json, _options) ?? throw new JsonException("null is no announcement.");

    /// <summary>Reads a document.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static AnnouncementDocument DecodeDocument(string json) =>
        JsonSerializer.Deserialize<AnnouncementDocument>(json, _options) ?? throw new JsonException("null is no document.");

    private sealed class AudienceConverter : JsonConverter<Audience>
    {
        private static readonly JsonParser _parser = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

        public override Audience Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var element = JsonDocument.ParseValue(ref reader);
            try
            {
                return _parser.Parse<Audience>(element.RootElement.GetRawText());
            }
            catch (InvalidProtocolBufferException e)
            {
                throw new JsonException($"The audience cannot be read: {e.Message}", e);
            }
        }

        public override void Write(Utf8JsonWriter writer, Audience value, JsonSerializerOptions options) => writer.WriteRawValue(JsonFormatter.Default.Format(value));
    }
}
