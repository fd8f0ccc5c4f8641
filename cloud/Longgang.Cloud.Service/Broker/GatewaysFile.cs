using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Longgang.Cloud.Service.Broker;

/// <summary>Reads <c>gateways.json</c>.</summary>
public static partial class GatewaysFile
{
    /// <summary>Whether a text may be a box's id: 1 to 64 letters, digits, dots, underscores or hyphens.</summary>
    public static bool IsId(string text) => Id().IsMatch(text);

    /// <summary>Reads the file; what is wrong is said with its place in the file.</summary>
    /// <returns>SHA-256 of the secret by gateway id; empty when there are errors.</returns>
    public static FrozenDictionary<string, byte[]> Read(string path, out List<string> errors)
    {
        errors = [];
        GatewaysJson? file = null;
        try
        {
            using FileStream stream = File.OpenRead(path);
            file = JsonSerializer.Deserialize(stream, GatewaysJsonContext.Default.GatewaysJson);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            errors.Add($"'{path}' cannot be read: {e.Message}");
            return FrozenDictionary<string, byte[]>.Empty;
        }

        if (file?.Gateways is not { } gateways)
        {
            errors.Add($"'{path}' has no list \"gateways\".");
            return FrozenDictionary<string, byte[]>.Empty;
        }

        var read = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        for (int i = 0; i < gateways.Count; i++)
        {
            GatewayCredentialJson? gateway = gateways[i];
            if (gateway?.Id is not { } id || !IsId(id))
            {
                errors.Add($"'{path}' gateways[{i}].id '{gateway?.Id}' must be 1 to 64 letters, digits, '.', '_' or '-'.");
            }
            else if (gateway.SecretSha256 is not { Length: 64 } hex || !Hash().IsMatch(hex))
            {
                errors.Add($"'{path}' gateways[{i}] ({id}): secretSha256 must be 64 hex digits.");
            }
            else if (!read.TryAdd(id, Convert.FromHexString(hex)))
            {
                errors.Add($"'{path}' gateways[{i}]: '{id}' stands there twice.");
            }
        }

        return errors.Count == 0 ? read.ToFrozenDictionary(StringComparer.Ordinal) : FrozenDictionary<string, byte[]>.Empty;
    }

    [GeneratedRegex(@"\A[0-9A-Fa-f]{64}\z")]
    private static partial Regex Hash();

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\z")]
    private static partial Regex Id();
}
