using System.Net;
using Longgang.Cloud.Service.Hosting;
using Microsoft.Extensions.Options;

namespace Longgang.Cloud.Service.Api;

/// <summary>Checks <see cref="ApiOptions"/> and the file that they name, all errors at once.</summary>
public sealed class ApiOptionsValidator : IValidateOptions<ApiOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, ApiOptions options)
    {
        var errors = new List<string>();
        if (!EndpointText.TryParse(options.Endpoint, out IPEndPoint endpoint))
        {
            errors.Add(EndpointText.FindProblem($"{ApiOptions.Section}:Endpoint", options.Endpoint)!);
        }
        else if (string.IsNullOrEmpty(options.TokenFile) && !IPAddress.IsLoopback(endpoint.Address))
        {
            errors.Add($"{ApiOptions.Section}:Endpoint {endpoint} is reachable from outside: set {ApiOptions.Section}:TokenFile, or listen on 127.0.0.1.");
        }

        if (!string.IsNullOrEmpty(options.TokenFile))
        {
            ApiToken.Read(options.TokenFile, out string? problem);
            if (problem is not null)
            {
                errors.Add($"{ApiOptions.Section}:TokenFile {problem}");
            }
        }

        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }
}
