using System.Globalization;
using System.Text.Json.Nodes;

namespace Longgang.Benchmarks.Drain;

/// <summary>
/// The flow: what comes is pushed to a queue in the flow's context, which lies in a file; while the far broker is connected the queue's head is
/// sent at QoS 1, and leaves the queue when the node says that it is complete.
/// </summary>
internal static class NodeRedFlow
{
    private const string Push = "const q = flow.get('queue') || []; q.push({ topic: msg.topic, payload: msg.payload }); flow.set('queue', q); return {};";
    private const string Pop = "const q = flow.get('queue') || []; q.shift(); flow.set('queue', q); flow.set('busy', false, 'memory'); return {};";
    private const string Connection = "flow.set('up', msg.status.fill === 'green', 'memory'); flow.set('busy', false, 'memory'); return {};";
    private const string Send =
        "const q = flow.get('queue') || []; if (!flow.get('up', 'memory') || flow.get('busy', 'memory') || q.length === 0) { return null; } "
        + "flow.set('busy', true, 'memory'); return { topic: q[0].topic, payload: q[0].payload };";

    /// <summary>settings.js.</summary>
    public static string Settings(int port, string context) => $$"""
        module.exports = {
          uiPort: {{port}}, uiHost: "127.0.0.1", httpAdminRoot: false, flowFile: "flows.json", credentialSecret: false,
          contextStorage: {
            default: { module: "localfilesystem", config: { dir: "{{context}}", flushInterval: 0 } },
            memory: { module: "memory" }
          },
          logging: { console: { level: "info" } }
        };

        """;

    /// <summary>flows.json.</summary>
    /// <param name="nearPort">The broker of the devices.</param>
    /// <param name="farPort">The broker at the end of the uplink.</param>
    public static string Flows(int nearPort, int farPort) => new JsonArray(
        new JsonObject { ["id"] = "flow", ["type"] = "tab", ["label"] = "store and forward" },
        Broker("near", nearPort),
        Broker("far", farPort),
        Node("in", "mqtt in", "push", ("topic", "sensor/#"), ("qos", "1"), ("datatype", "utf8"), ("broker", "near")),
        Node("push", "function", "send", ("func", Push)),
        Node("send", "function", "out", ("func", Send)),
        Node("out", "mqtt out", null, ("topic", ""), ("qos", "1"), ("retain", ""), ("broker", "far")),
        Of("out", Node("complete", "complete", "pop")),
        Node("pop", "function", "send", ("func", Pop)),
        Of("out", Node("status", "status", "connection")),
        Node("connection", "function", "send", ("func", Connection))).ToJsonString();

    private static JsonObject Broker(string id, int port) => new()
    {
        ["id"] = id,
        ["type"] = "mqtt-broker",
        ["broker"] = "127.0.0.1",
        ["port"] = port.ToString(CultureInfo.InvariantCulture),
        ["clientid"] = $"node-red-{id}",
        ["autoConnect"] = true,
        ["protocolVersion"] = "4",
        ["keepalive"] = "60",
        ["cleansession"] = false,
    };

    private static JsonObject Node(string id, string type, string? next, params ReadOnlySpan<(string Name, string Value)> properties)
    {
        var node = new JsonObject { ["id"] = id, ["z"] = "flow", ["type"] = type, ["x"] = 0, ["y"] = 0 };
        foreach ((string name, string value) in properties)
        {
            node[name] = value;
        }

        node["wires"] = new JsonArray(next is null ? [] : new JsonArray(next));
        return node;
    }

    private static JsonObject Of(string watched, JsonObject node)
    {
        node["scope"] = new JsonArray(watched);
        return node;
    }
}
