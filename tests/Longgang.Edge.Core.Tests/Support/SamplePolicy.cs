using System.Text.Json.Nodes;
using Longgang.Edge.Core.Rules;

namespace Longgang.Edge.Core.Tests.Support;

/// <summary>The shipped policy, with changes.</summary>
internal static class SamplePolicy
{
    public static string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "policies", "default.json");

    public static ScreeningPolicy Default { get; } = With(_ => { });

    public static ScreeningPolicy With(Action<JsonNode> change)
    {
        byte[] json = Json(change);
        Assert.True(ScreeningPolicyReader.TryRead(json, out ScreeningPolicy? policy, out IReadOnlyList<PolicyError> errors), string.Join('\n', errors));
        return policy;
    }

    public static byte[] Json(Action<JsonNode> change)
    {
        JsonNode node = JsonNode.Parse(File.ReadAllText(Path))!;
        change(node);
        return System.Text.Encoding.UTF8.GetBytes(node.ToJsonString());
    }
}
