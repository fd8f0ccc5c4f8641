using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Longgang.FirmwareSim.Tests.Speakers.Audio;

/// <summary>Serves audio by hash as a box does.</summary>
internal sealed class AudioServer : IAsyncDisposable
{
    private readonly Dictionary<string, byte[]> _files = [];
    private readonly WebApplication _app;

    private AudioServer()
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public int Served { get; private set; }

    private string Address => _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<AudioServer> StartAsync()
    {
        var server = new AudioServer();
        await server._app.StartAsync();
        return server;
    }

    /// <summary>Adds a file; returns its address and hash.</summary>
    public (string Url, string Sha256) Add(byte[] file)
    {
        string hash = Convert.ToHexStringLower(SHA256.HashData(file));
        _files[$"/audio/{hash}.wav"] = file;
        return ($"{Address}/audio/{hash}.wav", hash);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (!_files.TryGetValue(context.Request.Path, out byte[]? file))
        {
            context.Response.StatusCode = 404;
            return;
        }

        Served++;
        await context.Response.Body.WriteAsync(file);
    }
}
