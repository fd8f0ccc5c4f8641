using Longgang.Edge.Core.Files;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Longgang.Edge.Core.Rules;

/// <summary>Loads the policy file at start and whenever it changes. A bad file is logged, every error of it, and the last good policy stays.</summary>
public sealed partial class PolicyFile(PolicyOptions options, PolicyHolder holder, TimeProvider time, ILogger<PolicyFile> logger) : BackgroundService
{
    /// <inheritdoc/>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        // Before any listener: without a policy there is no verdict.
        IReadOnlyList<PolicyError> errors = await LoadAsync(cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0)
        {
            throw new InvalidPolicyException(options.PolicyFile, errors);
        }

        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var file = new WatchedFile(options.PolicyFile, time);
        try
        {
            while (true)
            {
                await file.WaitForChangeAsync(stoppingToken).ConfigureAwait(false);
                foreach (PolicyError error in await LoadAsync(stoppingToken).ConfigureAwait(false))
                {
                    LogKeptOld(logger, holder.Current.Version, options.PolicyFile, error.Path, error.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async Task<IReadOnlyList<PolicyError>> LoadAsync(CancellationToken cancellationToken)
    {
        byte[] content;
        try
        {
            content = await File.ReadAllBytesAsync(options.PolicyFile, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [new PolicyError("$", e.Message)];
        }

        if (!ScreeningPolicyReader.TryRead(content, out ScreeningPolicy? policy, out IReadOnlyList<PolicyError> errors))
        {
            return errors;
        }

        holder.Replace(policy);
        LogInForce(logger, policy.Version, options.PolicyFile);
        return [];
    }
}
