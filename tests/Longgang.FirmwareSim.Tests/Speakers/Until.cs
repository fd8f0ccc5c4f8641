namespace Longgang.FirmwareSim.Tests.Speakers;

/// <summary>Waits for what will come, and says what did not.</summary>
internal static class Until
{
    public static async Task HoldsAsync(Func<bool> condition, string awaited)
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, TestContext.Current.CancellationToken);
        while (!condition())
        {
            Assert.False(late.IsCancellationRequested, $"waited in vain for: {awaited}");
            try
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, either.Token);
            }
            catch (OperationCanceledException) when (late.IsCancellationRequested)
            {
                // The assertion above says it.
            }
        }
    }
}
