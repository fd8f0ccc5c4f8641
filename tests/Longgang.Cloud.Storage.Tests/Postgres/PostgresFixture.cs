using Longgang.Cloud.Storage.Tests.Postgres;
using Longgang.TestKit;

[assembly: AssemblyFixture(typeof(PostgresFixture))]

namespace Longgang.Cloud.Storage.Tests.Postgres;

/// <summary>One server for all tests of the run, started when the first one asks; each test has a database of its own.</summary>
public sealed class PostgresFixture : IAsyncDisposable
{
    private readonly Lazy<Task<PostgresServer>> _server = new(() => PostgresServer.StartAsync("max_connections=300"));

    public Task<PostgresServer> ServerAsync() => _server.Value;

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
