using Longgang.Edge.Core.Announcements;
using Longgang.Edge.Core.Announcements.Desk;
using Longgang.Edge.Core.Security;
using Longgang.Edge.Core.Time;
using Longgang.Edge.Devices.Hosting;
using Longgang.Edge.Devices.Speakers;
using Longgang.Edge.Gateway.Configuration;
using Longgang.Edge.Outbox.Inbox;
using Longgang.Edge.Uplink.Mqtt;

namespace Longgang.Edge.Gateway.Announcements;

/// <summary>What a box has when it plays announcements: the inbox, the desk, and the gate that the cloud's commands go through.</summary>
internal sealed class AnnouncementParts : IAsyncDisposable
{
    private readonly AnnouncementSettings? _settings;
    private readonly CommandInbox? _inbox;

    private AnnouncementParts(AnnouncementSettings? settings, CommandInbox? inbox) => (_settings, _inbox) = (settings, inbox);

    /// <summary>Opens the inbox; where announcements are not configured there is nothing, and every other call does nothing.</summary>
    /// <exception cref="Outbox.Files.StoreFileException">The inbox cannot be opened.</exception>
    public static async Task<AnnouncementParts> OpenAsync(GatewayOptions options, TimeProvider time, ILoggerFactory logs)
    {
        if (options.Announcements is not { } settings)
        {
            return new AnnouncementParts(null, null);
        }

        var inbox = new InboxOptions { Directory = Path.Combine(options.DataDirectory, "inbox"), LimitBytes = settings.InboxLimitBytes };
        return new AnnouncementParts(settings, await CommandInbox.OpenAsync(inbox, time, logs.CreateLogger<CommandInbox>(), CancellationToken.None).ConfigureAwait(false));
    }

    /// <summary>Adds the desk, after the adapters of the speakers that it talks to.</summary>
    public void Add(IServiceCollection services, CloudClock clock)
    {
        if (_inbox is null)
        {
            return;
        }

        services.AddSingleton<ICommandInbox>(_inbox);
        services.AddSingleton<ICloudClock>(clock);
        services.AddSingleton(_settings!.Player);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<AnnouncementDesk>(provider, provider.GetRequiredService<ScanPipelineLanes>().Alerts));
        services.AddHostedService(provider => provider.GetRequiredService<AnnouncementDesk>());
        services.AddSingleton<SpeakerAreas>();
    }

    /// <summary>Joins the desk with what it hears of: speakers and the uplink. Before the host starts.</summary>
    /// <returns>What the uplink needs; null: the box takes no commands.</returns>
    public UplinkCommands? Join(IServiceProvider services)
    {
        if (_inbox is null)
        {
            return null;
        }

        AnnouncementDesk desk = services.GetRequiredService<AnnouncementDesk>();
        services.GetRequiredService<SpeakerHearing>().Start(desk);
        var gate = new CommandGate(
            _settings!.Keys,
            desk,
            services.GetRequiredService<ScanPipelineLanes>().Alerts,
            services.GetRequiredService<EventStamper>(),
            services.GetRequiredService<ISecurityReporter>(),
            services.GetRequiredService<ILogger<CommandGate>>());
        return new UplinkCommands(gate, services.GetRequiredService<SpeakerAreas>());
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_inbox is not null)
        {
            await _inbox.DisposeAsync().ConfigureAwait(false);
            _settings!.Keys.Dispose();
        }
    }
}
