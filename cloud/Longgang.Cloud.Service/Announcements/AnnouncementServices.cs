using Longgang.Cloud.Core.Announcements;
using Longgang.Cloud.Service.Fleet;
using Longgang.Cloud.Service.Hosting;

namespace Longgang.Cloud.Service.Announcements;

/// <summary>Registers what sends announcements.</summary>
internal static class AnnouncementServices
{
    /// <summary>Adds it; its workers start where it is added.</summary>
    public static IServiceCollection AddAnnouncements(this IServiceCollection services)
    {
        services.AddSingleton<AnnouncementBell>();
        services.AddSingleton<IAnnouncementChangeListener>(provider => provider.GetRequiredService<AnnouncementBell>());
        services.AddSingleton<CommandSigner>();
        services.AddSingleton<CommandComposer>();
        services.AddSingleton<CommandPublisher>();
        services.AddSingleton<AnnouncementDispatch>();
        services.AddSingleton<AnnouncementDesk>();
        services.AddSingletonHosted<GatewayBirths>();
        services.AddSingleton<IGatewayStatusListener>(provider => provider.GetRequiredService<GatewayBirths>());
        services.AddHostedService<AnnouncementClock>();
        return services;
    }
}
