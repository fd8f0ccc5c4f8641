using System.Security.Cryptography.X509Certificates;

namespace Longgang.Cloud.Core.Cap;

/// <summary>A certificate whose signatures are believed.</summary>
/// <param name="Name">What the operators call it.</param>
/// <param name="Certificate">RSA of 2048 bits or more, or ECDSA on P-256. Trusted by being here: no chain is built.</param>
/// <param name="Senders">For which values of sender; empty: for any.</param>
public sealed record CapTrustedCertificate(string Name, X509Certificate2 Certificate, IReadOnlyCollection<string> Senders);
