using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Hosting;

/// <summary>Short forms of what every feature registers.</summary>
internal static class OptionsRegistration
{
    private const DynamicallyAccessedMemberTypes Bound =
        DynamicallyAccessedMemberTypes.PublicParameterlessConstructor | DynamicallyAccessedMemberTypes.PublicProperties;

    public static OptionsBuilder<TOptions> AddValidated<[DynamicallyAccessedMembers(Bound)] TOptions, TValidator>(
        this IServiceCollection services, IConfiguration configuration, string section)
        where TOptions : class
        where TValidator : class, IValidateOptions<TOptions>
    {
        services.AddSingleton<IValidateOptions<TOptions>, TValidator>();
        return services.AddOptions<TOptions>().Bind(configuration.GetSection(section)).ValidateOnStart();
    }

    public static void AddSingletonHosted<TService>(this IServiceCollection services)
        where TService : class, IHostedService
    {
        services.AddSingleton<TService>();
        services.AddHostedService(provider => provider.GetRequiredService<TService>());
    }
}
