namespace Longgang.EndToEnd.Tests.Faults.Support;

/// <summary>A process that is killed with -9 and started again, whatever process it is.</summary>
internal sealed record Victim(string Name, Func<Task> Kill, Func<Task> Start)
{
    /// <summary>How often it has been killed.</summary>
    internal int Kills { get; private set; }

    /// <summary>Kills it and starts it again after a while.</summary>
    internal async Task DieAsync(TimeSpan down)
    {
        await Kill();
        Kills++;
        await Task.Delay(down, TestContext.Current.CancellationToken);
        await Start();
    }
}
