using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Google.Protobuf;
using Longgang.Contracts.Wire;

namespace Longgang.Edge.Core.Alerts;

/// <summary>
/// The id of an alert follows from what raised it: a scan that the device sends again after the box died between alert and record
/// gives the same alert, and the cloud folds the two.
/// </summary>
public static class AlertIdentity
{
    /// <summary>Length in bytes.</summary>
    public const int Length = 16;

    /// <summary>First 128 bits of SHA-256 over device, epoch, sequence and category.</summary>
    /// <param name="device">Device id.</param>
    /// <param name="epoch">The device's epoch.</param>
    /// <param name="sequence">The device's sequence; with devices that do not count, a time stamp in microseconds.</param>
    /// <param name="category">What kind of alert.</param>
    /// <param name="detail">Tells alerts of one category apart, e.g. the flag of a device alert.</param>
    public static UInt128 Of(string device, ulong epoch, ulong sequence, AlertCategory category, string detail = "")
    {
        Span<byte> head = stackalloc byte[24];
        BinaryPrimitives.WriteUInt64BigEndian(head, epoch);
        BinaryPrimitives.WriteUInt64BigEndian(head[8..], sequence);
        BinaryPrimitives.WriteInt32BigEndian(head[16..], (int)category);
        BinaryPrimitives.WriteInt32BigEndian(head[20..], Encoding.UTF8.GetByteCount(device));
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData([.. head, .. Encoding.UTF8.GetBytes(device), .. Encoding.UTF8.GetBytes(detail)], hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>As the wire carries it.</summary>
    internal static ByteString ToBytes(UInt128 id)
    {
        Span<byte> bytes = stackalloc byte[Length];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return ByteString.CopyFrom(bytes);
    }
}
