using System.Globalization;

namespace Longgang.Cloud.Core.Cap;

/// <summary>Names an earlier message.</summary>
/// <param name="Sender">Its sender.</param>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Sent">When it was sent; two ways to write one moment name the same message.</param>
public sealed record CapReference(string Sender, string Identifier, DateTimeOffset Sent)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sender},{Identifier},{CapTime.Format(Sent)}");
}
