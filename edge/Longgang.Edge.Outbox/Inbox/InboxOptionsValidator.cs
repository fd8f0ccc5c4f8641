namespace Longgang.Edge.Outbox.Inbox;

/// <summary>Says everything that is wrong with the inbox's options at once.</summary>
public static class InboxOptionsValidator
{
    /// <summary>The errors, each naming its option; empty when there is none.</summary>
    public static IReadOnlyList<string> Check(InboxOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = new List<string>();
        if (options.Directory.Length == 0)
        {
            errors.Add("Directory must be set");
        }

        if (options.LimitBytes is < 16L << 20 or > 1L << 30)
        {
            errors.Add("LimitBytes must be from 16 MiB to 1 GiB");
        }

        if (options.CheckpointPages is < 64 or > 2048)
        {
            errors.Add("CheckpointPages must be from 64 to 2,048");
        }

        return errors;
    }

    internal static void Validate(InboxOptions options)
    {
        IReadOnlyList<string> errors = Check(options);
        if (errors.Count > 0)
        {
            throw new ArgumentException($"The options of the inbox are wrong: {string.Join("; ", errors)}.", nameof(options));
        }
    }
}
