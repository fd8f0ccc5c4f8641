using System.Net.ServerSentEvents;
using System.Text.Json;

namespace Longgang.Cloud.Service.Tests;

/// <summary>Reads <c>/v1/live</c> with the platform's own parser of Server-Sent Events.</summary>
internal sealed class LiveReader : IAsyncDisposable
{
    private readonly HttpResponseMessage _response;
#pragma warning disable CA2213 // Closing the response ends the enumeration; the enumerator itself may be in the middle of a read.
    private readonly IAsyncEnumerator<SseItem<string>> _items;
#pragma warning restore CA2213

    private LiveReader(HttpResponseMessage response, Stream stream)
    {
        _response = response;
        _items = SseParser.Create(stream).EnumerateAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
    }

    /// <summary>Id of the latest event.</summary>
    public string? LastId => _items.Current.EventId;

    public static Task<LiveReader> OpenAsync(CloudUnderTest cloud, long lastEventId) =>
        OpenAsync(cloud, lastEventId.ToString(System.Globalization.CultureInfo.InvariantCulture));

    public static async Task<LiveReader> OpenAsync(CloudUnderTest cloud, string? lastEventId = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/live");
        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", id);
        }

        HttpResponseMessage response = await cloud.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        response.EnsureSuccessStatusCode();
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        return new LiveReader(response, await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The next event of a kind, or null at the end of the stream.</summary>
    public async Task<JsonElement?> NextAsync(string kind)
    {
        while (await _items.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken))
        {
            if (_items.Current.EventType == kind)
            {
                return JsonDocument.Parse(_items.Current.Data).RootElement;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        return ValueTask.CompletedTask;
    }
}
