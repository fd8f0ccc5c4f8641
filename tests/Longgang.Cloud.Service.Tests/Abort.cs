namespace Longgang.Cloud.Service.Tests;

/// <summary>Tears a connection without a goodbye.</summary>
internal static class Abort
{
    /// <summary>Disposing of the client closes its socket and sends no DISCONNECT.</summary>
    public static Task AsyncOf(Box box)
    {
        box.Client.Dispose();
        return Task.CompletedTask;
    }
}
