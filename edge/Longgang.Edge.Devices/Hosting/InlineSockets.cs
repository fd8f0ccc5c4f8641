namespace Longgang.Edge.Devices.Hosting;

/// <summary>
/// What arrives at a socket is handled on the thread that polls it, without a hop to the thread pool: a box has few cores, switches are the
/// dearest thing on it (docs/decisions/0005), and nothing behind a socket here blocks: disk and LiteDB have threads of their own.
/// </summary>
public static class InlineSockets
{
    /// <summary>Has to be called before the first socket of the process, for the runtime reads the variables once.</summary>
    public static void Use()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
