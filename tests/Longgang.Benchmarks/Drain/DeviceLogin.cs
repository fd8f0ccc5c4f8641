namespace Longgang.Benchmarks.Drain;

/// <summary>A device and the secret that it logs in with.</summary>
internal sealed record DeviceLogin(string Device, string Secret)
{
    /// <summary>Reads lines of device and secret, as <c>lgsim plan --secrets</c> writes them.</summary>
    public static DeviceLogin[] Read(string file) =>
        [.. File.ReadLines(file).Where(static line => line.Length > 0).Select(static line => line.Split(' ', 2)).Select(static words => new DeviceLogin(words[0], words[1]))];
}
