using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Longgang.FirmwareSim.Mqtt;

namespace Longgang.FirmwareSim.Tests.Speakers;

/// <summary>The box's side at a plain broker: tells speakers, and writes down what they say.</summary>
internal sealed class TestBox : IMqttHandler, IAsyncDisposable
{
    private readonly ConcurrentQueue<(string Topic, string Payload)> _said = new();
    private MqttConnection? _connection;
    private ushort _packetId;

    public static async Task<TestBox> ConnectAsync(IPEndPoint broker, string? user = null, string? password = null)
    {
        var box = new TestBox();
        box._connection = await MqttConnection.OpenAsync(
            broker, new MqttConnectOptions(MqttVersion.V5, "box", user, password), box, TestContext.Current.CancellationToken);
        box._connection.Start();
        box._connection.Subscribe(ushort.MaxValue, "speaker/+/receipt", qos: 1);
        box._connection.Subscribe(ushort.MaxValue - 1, "speaker/+/state", qos: 1);
        box._connection.Flush();
        return box;
    }

    public void Tell(string speaker, string json, bool retain = false)
    {
        _connection!.Publish(Encoding.UTF8.GetBytes($"speaker/{speaker}/command"), Encoding.UTF8.GetBytes(json), ++_packetId, retain);
        _connection.Flush();
    }

    public void TellToSpeak(string speaker, int play, string text, int priority = 5, int withinMs = 30_000) => Tell(
        speaker,
        string.Create(CultureInfo.InvariantCulture, $$"""{"v":1,"do":"play","play":"{{play:x32}}","items":[{"language":"zh-CN","text":"{{text}}"}],"priority":{{priority}},"drill":false,"withinMs":{{withinMs}}}"""));

    /// <summary>What a speaker said of a play, in its order: <c>started</c>, <c>failed busy</c>.</summary>
    public string[] Said(string speaker, int play) => [.. Receipts(speaker)
        .Where(r => r.GetProperty("play").GetString() == play.ToString("x32", CultureInfo.InvariantCulture))
        .Select(r => r.GetProperty("state").GetString() + (r.TryGetProperty("reason", out JsonElement reason) ? " " + reason.GetString() : string.Empty))];

    public JsonElement[] Receipts(string speaker) => Messages($"speaker/{speaker}/receipt");

    public JsonElement[] States(string speaker) => Messages($"speaker/{speaker}/state");

    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisconnectAsync();
        }
    }

    public void OnPublication(MqttConnection connection, in MqttPublication publication) =>
        _said.Enqueue((Encoding.UTF8.GetString(publication.Topic), Encoding.UTF8.GetString(publication.Payload)));

    public void OnAcknowledged(MqttConnection connection, in MqttAcknowledgement acknowledgement)
    {
    }

    public void OnClosed(MqttConnection connection, string reason)
    {
    }

    private JsonElement[] Messages(string topic) => [.. _said.Where(m => m.Topic == topic).Select(m => JsonDocument.Parse(m.Payload).RootElement)];
}
