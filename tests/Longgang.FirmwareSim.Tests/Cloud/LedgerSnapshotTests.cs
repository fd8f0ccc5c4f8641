using System.Text.Json;
using Longgang.FirmwareSim.Cloud;

namespace Longgang.FirmwareSim.Tests.Cloud;

public sealed class LedgerSnapshotTests
{
    [Fact]
    public void Parse_RowsThatAddUp_AreBalanced()
    {
        LedgerSnapshot ledger = Parse(
            "{\"gateways\":[{\"id\":\"gw-001\",\"lanes\":[" + Row("alert", 3, 3, 0) + "," + Row("record", 10, 9, 1) + "]}],\"balanced\":true}");
        Assert.Equal((13, 12, 1, true), (ledger.Accepted, ledger.Stored, ledger.Pending, ledger.Balanced));
    }

    [Fact]
    public void Parse_ARowThatSaysBalancedAndDoesNotAddUp_IsNot() =>
        Assert.False(Parse("{\"items\":[" + Row("record", 10, 8, 1) + "]}").Balanced);

    [Fact]
    public void Parse_ARowThatSaysItIsNotBalanced_IsNot() =>
        Assert.False(Parse("{\"items\":[" + Row("record", 10, 10, 0, "false") + "]}").Balanced);

    [Fact]
    public void Parse_NoRows_IsNotBalanced() => Assert.False(Parse("{\"items\":[],\"balanced\":true}").Balanced);

    private static LedgerSnapshot Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return LedgerSnapshot.Parse(document.RootElement);
    }

    private static string Row(string lane, int accepted, int stored, int pending, string balanced = "true") =>
        $"{{\"gateway\":\"gw-001\",\"lane\":\"{lane}\",\"outbox\":\"00\",\"accepted\":{accepted},\"stored\":{stored},\"pending\":{pending}," +
        $"\"expired\":0,\"quarantined\":0,\"gaps\":0,\"balanced\":{balanced}}}";
}
