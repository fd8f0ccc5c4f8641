using Longgang.Cloud.Service.Ingestion;

namespace Longgang.Cloud.Service.Tests.Ingestion;

public sealed class StorePauseTests
{
    [Fact]
    public void After_FailureAfterFailure_DoublesUpToASecond()
    {
        var pauses = new List<double>();
        for (TimeSpan pause = StorePause.First; pauses.Count < 6; pause = StorePause.After(pause))
        {
            pauses.Add(pause.TotalMilliseconds);
        }

        Assert.Equal([100, 200, 400, 800, 1000, 1000], pauses);
    }
}
