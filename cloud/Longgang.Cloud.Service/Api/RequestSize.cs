using Microsoft.AspNetCore.Http.Metadata;

namespace Longgang.Cloud.Service.Api;

/// <summary>The largest body of one route, where it differs from all others'.</summary>
internal sealed class RequestSize(long bytes) : IRequestSizeLimitMetadata
{
    /// <inheritdoc/>
    public long? MaxRequestBodySize => bytes;
}
