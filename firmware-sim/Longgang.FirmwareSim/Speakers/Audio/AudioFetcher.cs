using System.Buffers;
using System.Security.Cryptography;

namespace Longgang.FirmwareSim.Speakers.Audio;

/// <summary>
/// Fetches audio as a speaker does, and checks it while it comes in. Thousands of speakers share it: what nobody wants to keep is not kept.
/// </summary>
public sealed class AudioFetcher : IDisposable
{
    private const int PieceSize = 1 << 14;
    private const long LargestFile = 64L << 20;
    private const int Connections = 64;

    private readonly TimeProvider _time;
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = Connections })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public AudioFetcher(TimeProvider time) => _time = time;

    /// <summary>Fetches; a failure is an outcome, with its reason.</summary>
    /// <param name="url">Where it is.</param>
    /// <param name="sha256">What its hash has to be, 64 hex digits.</param>
    /// <param name="keepSamples">Whether the samples are wanted.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="token">Gives up.</param>
    public async Task<FetchedAudio> FetchAsync(string url, string sha256, bool keepSamples, TimeSpan limit, CancellationToken token)
    {
        using var late = new CancellationTokenSource(limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, token);
        byte[] piece = ArrayPool<byte>.Shared.Rent(PieceSize);
        try
        {
            using HttpResponseMessage response = await _http
                .GetAsync(new Uri(url), HttpCompletionOption.ResponseHeadersRead, either.Token).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return new FetchedAudio("audio-unavailable", 0);
            }

            using Stream stream = await response.Content.ReadAsStreamAsync(either.Token).ConfigureAwait(false);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var wav = new WavScanner(keepSamples);
            long total = 0;
            int read;
            while ((read = await stream.ReadAsync(piece.AsMemory(0, PieceSize), either.Token).ConfigureAwait(false)) > 0)
            {
                hash.AppendData(piece, 0, read);
                wav.Append(piece.AsSpan(0, read));
                total += read;
                if (total > LargestFile)
                {
                    return new FetchedAudio("audio-damaged", 0);
                }
            }

            bool same = Convert.ToHexString(hash.GetHashAndReset()).Equals(sha256, StringComparison.OrdinalIgnoreCase);
            return same && wav.Complete
                ? new FetchedAudio(null, wav.LengthMs, wav.Samples())
                : new FetchedAudio("audio-damaged", 0);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new FetchedAudio("audio-unavailable", 0);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }

    public void Dispose() => _http.Dispose();
}
