using System.Globalization;
using Longgang.TestKit;
using Microsoft.Extensions.DependencyInjection;

namespace Longgang.Cloud.Service.Tests.External;

/// <summary>The real service on an external broker.</summary>
internal static class Replica
{
    public static Task<CloudUnderTest> StartAsync(ShippedMosquitto broker, Action<IServiceCollection>? configure = null, int? port = null) =>
        CloudUnderTest.StartAsync(
            Directory.CreateTempSubdirectory("lg-service-").FullName,
            string.Create(CultureInfo.InvariantCulture, $$"""
                "Kind": "external",
                "External": { "Host": "127.0.0.1", "Port": {{port ?? broker.Port}}, "UserName": "{{ShippedMosquitto.ServiceUser}}", "PasswordFile": "{{broker.ServicePasswordFile}}",
                              "ClientId": "cloud-a", "KeepAlive": "00:00:01", "Timeout": "00:00:02", "ReconnectMax": "00:00:00.200" },
                """),
            token: null,
            configure);

    /// <summary>Waits until batches can come in.</summary>
    public static Task ReadyAsync(CloudUnderTest cloud) => Until.TrueAsync("the service is ready", async () => (await HealthAsync(cloud)).Ready);

    public static async Task<(bool Ready, string Body)> HealthAsync(CloudUnderTest cloud)
    {
        using HttpResponseMessage response = await cloud.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>Events in the store by the ledger's sums, and whether it balances without gaps or duplicates.</summary>
    public static async Task<(int Stored, int Duplicates)> LedgerAsync(CloudUnderTest cloud)
    {
        System.Text.Json.JsonElement ledger = await cloud.GetAsync("/v1/ledger");
        return (ledger.GetProperty("sums").GetProperty("stored").GetInt32(), ledger.GetProperty("items").EnumerateArray().Sum(lane => lane.GetProperty("duplicates").GetInt32()));
    }
}
