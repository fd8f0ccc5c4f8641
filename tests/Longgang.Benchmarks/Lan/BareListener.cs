using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Admission;
using Longgang.Edge.Core.Metrics;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Devices.Hosting;
using Longgang.Edge.Devices.Lan;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Longgang.Benchmarks.Lan;

/// <summary>The box's MQTT listener with nothing behind it: logs in, checks the topic, acknowledges.</summary>
internal static class BareListener
{
    internal const string ChildArgument = "--lan-bare";

    /// <summary>Runs until SIGTERM.</summary>
    /// <param name="configuration">JSON file with the <c>Lan</c> section.</param>
    internal static async Task<int> RunChildAsync(string configuration)
    {
        InlineSockets.Use();
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.AddJsonFile(configuration);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<ILanHandler, AcknowledgeAll>();
        builder.Services.AddSingleton<ISecurityReporter, FailOnReport>();
        builder.Services.AddSingleton<EdgeMeter>();
        builder.Services.AddLanDevices(builder.Configuration).AddLanMqtt(builder.Configuration);
        await using WebApplication app = builder.Build();
        await app.RunAsync();
        return 0;
    }

    private sealed class FailOnReport : ISecurityReporter
    {
        public void Report(SecurityKind kind, string device, string detail) => throw new InvalidOperationException($"The load is suspicious: {kind}, {detail}.");
    }

    private sealed class AcknowledgeAll : ILanHandler
    {
        public ValueTask<AdmissionResult> HandleAsync(LanPeer peer, LanMessage kind, ReadOnlySpan<byte> payload) =>
            new(new AdmissionResult(AdmissionStatus.Kept, null, null));

        public void Refuse(LanPeer peer, string topic, string reason, ReadOnlySpan<byte> payload) =>
            throw new InvalidOperationException($"The load was refused: {reason}.");
    }
}
