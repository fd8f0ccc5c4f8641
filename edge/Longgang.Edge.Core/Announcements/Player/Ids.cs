using System.Buffers.Binary;
using Google.Protobuf;

namespace Longgang.Edge.Core.Announcements.Player;

/// <summary>The 16 bytes of commands and announcements as numbers, and back.</summary>
internal static class Ids
{
    internal static UInt128 Read(ByteString bytes) => BinaryPrimitives.ReadUInt128BigEndian(bytes.Span);

    internal static ByteString Write(UInt128 id)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, id);
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }
}
