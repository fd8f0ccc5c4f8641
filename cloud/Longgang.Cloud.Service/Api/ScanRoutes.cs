using System.Text.Json;
using Longgang.Cloud.Core.Scans;

namespace Longgang.Cloud.Service.Api;

/// <summary>Routes below <c>/v1/scans</c>.</summary>
internal static class ScanRoutes
{
    private const int ExportPage = 2000;

    public static void MapScans(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/v1/scans", ListAsync)
            .Accepts("device", "after", "limit")
            .WithName("listScans").WithSummary("Stored scans, newest last").WithTags("scans")
            .Produces<PageJson<ScanJson>>().ProducesProblem(400);
        routes.MapGet("/v1/scans/export", ExportAsync)
            .WithName("exportScans").WithSummary("One line for each stored event (scan or reading) that its device numbered").WithTags("scans")
            .Produces<ExportedEventJson>(contentType: "application/x-ndjson").ProducesProblem(400)
            .Accepts("after");
    }

    private static async Task<IResult> ListAsync(string? device, long? after, int? limit, IScanReader scans, CancellationToken cancellationToken)
    {
        if (QueryGuard.CheckPage(after, limit) is { } problem)
        {
            return problem;
        }

        int size = limit ?? 100;
        IReadOnlyList<ScanRecord> rows = await scans.ListAsync(device, after ?? 0, size + 1, cancellationToken);
        return TypedResults.Ok(QueryGuard.Page(rows, size, ScanJson.Of, row => row.Id));
    }

    private static IResult ExportAsync(long? after, IScanReader scans, CancellationToken cancellationToken) =>
        after < 0
            ? ApiProblems.BadRequest($"after {after} is not a cursor.", "Pass the id of the last line, or leave it out.")
            : TypedResults.Stream(stream => WriteAsync(stream, after ?? 0, scans, cancellationToken), "application/x-ndjson");

    /// <summary>Page by page, each a read of its own: a slow reader holds no snapshot that would keep the write-ahead log from starting over.</summary>
    private static async Task WriteAsync(Stream stream, long after, IScanReader scans, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        IReadOnlyList<ExportedEvent> page;
        do
        {
            page = await scans.ExportAsync(after, ExportPage, cancellationToken);
            buffer.SetLength(0);
            WriteLines(buffer, page);
            if (page.Count > 0)
            {
                after = page[^1].Id;
                await stream.WriteAsync(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), cancellationToken);
            }
        }
        while (page.Count == ExportPage);
    }

    private static void WriteLines(MemoryStream buffer, IReadOnlyList<ExportedEvent> page)
    {
        using var writer = new Utf8JsonWriter(buffer);
        foreach (ExportedEvent line in page)
        {
            JsonSerializer.Serialize(
                writer, new ExportedEventJson(line.Id, line.Gateway, line.Device, line.Epoch, line.Sequence), ApiJsonContext.Default.ExportedEventJson);
            writer.Flush();
            writer.Reset();
            buffer.WriteByte((byte)'\n');
        }
    }
}
