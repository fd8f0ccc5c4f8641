namespace Longgang.TestKit;

/// <summary>The product's programs as this checkout has built them, in the configuration of whoever asks.</summary>
public static class Built
{
    /// <summary>The edge gateway.</summary>
    public static string Gateway => Program("edge", "Longgang.Edge.Gateway", "Longgang.Edge.Gateway");

    /// <summary>The cloud service.</summary>
    public static string Cloud => Program("cloud", "Longgang.Cloud.Service", "Longgang.Cloud.Service");

    /// <summary>The firmware simulator.</summary>
    public static string Simulator => Program("firmware-sim", "Longgang.FirmwareSim", "lgsim");

    /// <summary>The edge gateway as boxes get it: what <c>deploy/publish-gateway.sh</c> has published.</summary>
    public static string PublishedGateway => Published("gateway-linux-x64", "Longgang.Edge.Gateway");

    /// <summary>The cloud service compiled ahead, as <c>deploy/demo.sh</c> and <c>deploy/bench.sh</c> publish it.</summary>
    public static string PublishedCloud => Published("cloud", "Longgang.Cloud.Service");

    /// <summary>The policy that ships.</summary>
    public static string Policy => Repository.PathTo("deploy", "policies", "default.json");

    private static string Published(string folder, string program) =>
        Repository.PathTo("artifacts", folder, program) is var path && File.Exists(path)
            ? path
            : throw new FileNotFoundException($"{path} was not published.", path);

    private static string Program(string room, string project, string program) =>
        Repository.PathTo(room, project, "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", program);
}
