namespace Longgang.Edge.Gateway;

/// <summary>Exit codes, after sysexits.h.</summary>
public static class ExitCode
{
    /// <summary>Stopped orderly.</summary>
    public const int Ok = 0;

    /// <summary>Something unexpected happened; the log says what. A supervisor should start it again.</summary>
    public const int Software = 70;

    /// <summary>The lanes could not be opened: another process has them, or the disk is unusable.</summary>
    public const int Store = 74;

    /// <summary>The configuration is wrong; stderr says where. Starting again does not help.</summary>
    public const int Configuration = 78;
}
