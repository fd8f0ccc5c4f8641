namespace Longgang.Cloud.Core.Security;

/// <summary>Keeps security records.</summary>
public interface ISecurityLog
{
    /// <summary>Writes records durably, in one transaction.</summary>
    Task RecordAsync(IReadOnlyList<SecurityRecord> records, CancellationToken cancellationToken);

    /// <summary>The latest records, newest first.</summary>
    Task<IReadOnlyList<SecurityRecord>> ReadLatestAsync(int limit, CancellationToken cancellationToken);
}
