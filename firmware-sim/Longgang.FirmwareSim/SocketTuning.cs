namespace Longgang.FirmwareSim;

/// <summary>The runtime's socket settings for a process that is nothing but connections.</summary>
public static class SocketTuning
{
    /// <summary>
    /// Completions run on the one thread that polls, without a hop to the thread pool: our callbacks are short and never block. Has to be
    /// called before the first socket, for the runtime reads the variables once.
    /// </summary>
    public static void RunOnOneThread()
    {
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
        Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT", "1");
    }
}
