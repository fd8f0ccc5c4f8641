using System.Reflection;

namespace Longgang.Edge.Gateway;

/// <summary>Version of this program as the cloud and people see it.</summary>
public static class ProgramVersion
{
    /// <summary>E.g. <c>0.1.0</c>.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";
}
