using Longgang.Edge.Outbox.Files;
using Longgang.Edge.Outbox.Store;

namespace Longgang.Edge.Outbox.Salvage;

/// <summary>Puts a salvaged store in the place of the damaged one, whose files move to <c>quarantine/</c>. A kill or a power cut at any point leads to the same end.</summary>
internal static class SalvagedFiles
{
    private const string Suffix = ".salvaged";

    /// <summary>Replaces a damaged store by the one that has been built and closed under <see cref="StoreShape.NewSuffix"/>. Returns where the damaged files are, without their ends.</summary>
    internal static string Replace(IStoreFolder folder, StoreShape shape, string stamp)
    {
        folder.Rename(shape.Log + StoreShape.NewSuffix, shape.Log + Suffix);
        folder.Rename(shape.Data + StoreShape.NewSuffix, shape.Data + Suffix);
        Finish(folder, shape, stamp);
        return $"quarantine/{stamp}";
    }

    /// <summary>Moves a finished salvage into place, if there is one whose moving was cut short.</summary>
    internal static void Finish(IStoreFolder folder, StoreShape shape, string stamp)
    {
        if (!folder.Exists(shape.Data + Suffix))
        {
            return;
        }

        // The data file under its salvaged name is the last to move: as long as it lies there, the one under the store's name is the damaged one.
        Move(folder, shape.Data, $"quarantine/{stamp}.db");
        if (folder.Exists(shape.Log + Suffix))
        {
            Move(folder, shape.Log, $"quarantine/{stamp}.log");
            folder.Rename(shape.Log + Suffix, shape.Log);
        }

        folder.Rename(shape.Data + Suffix, shape.Data);
    }

    private static void Move(IStoreFolder folder, string from, string to)
    {
        if (folder.Exists(from))
        {
            folder.Rename(from, to);
        }
    }
}
