using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Longgang.FirmwareSim.Tests.StandIns;

/// <summary>An HTTP listener without routing, and a process that ends on SIGTERM.</summary>
internal static class StandInHost
{
    public static async Task ListenAsync(string[] endpoints, RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            foreach (string endpoint in endpoints)
            {
                kestrel.Listen(IPEndPoint.Parse(endpoint));
            }
        });
        WebApplication app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        var end = new TaskCompletionSource();
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            end.TrySetResult();
        });
        await end.Task;
    }
}
