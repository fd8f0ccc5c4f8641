using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using MQTTnet;
using MQTTnet.AspNetCore;
using MQTTnet.Server;

namespace Longgang.Benchmarks.Verdicts;

/// <summary>The least that can answer a sentinel: an MQTT server that says "pass" to every scan. Nothing is checked, nothing is kept.</summary>
internal static class EchoBroker
{
    internal const string ChildArgument = "--mqtt-echo";

    /// <summary>Runs until SIGTERM.</summary>
    /// <param name="port">Loopback port.</param>
    internal static async Task<int> RunChildAsync(string port)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture), listen => listen.UseMqtt()));
        builder.Services.AddHostedMqttServer(_ => { });
        builder.Services.AddMqttConnectionHandler();
        WebApplication app = builder.Build();
        MqttServer server = app.Services.GetRequiredService<MqttServer>();
        server.InterceptingPublishAsync += args => AnswerAsync(server, args);
        await app.RunAsync();
        return 0;
    }

    private static async Task AnswerAsync(MqttServer server, InterceptingPublishEventArgs args)
    {
        string topic = args.ApplicationMessage.Topic;
        if (!topic.EndsWith("/scan", StringComparison.Ordinal))
        {
            return;
        }

        args.ProcessPublish = false;
        (ulong epoch, ulong sequence) = Read(args.ApplicationMessage.Payload);
        byte[] verdict = Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"{{\"v\":1,\"epoch\":{epoch},\"seq\":{sequence},\"verdict\":\"pass\",\"reasons\":[],\"open\":true}}"));
        MqttApplicationMessage message = new MqttApplicationMessageBuilder().WithTopic(topic[..^"scan".Length] + "verdict").WithPayload(verdict).Build();
        await server.InjectApplicationMessage(new InjectedMqttApplicationMessage(message));
    }

    private static (ulong Epoch, ulong Sequence) Read(ReadOnlySequence<byte> payload)
    {
        using JsonDocument scan = JsonDocument.Parse(payload);
        return (scan.RootElement.GetProperty("epoch").GetUInt64(), scan.RootElement.GetProperty("seq").GetUInt64());
    }
}
