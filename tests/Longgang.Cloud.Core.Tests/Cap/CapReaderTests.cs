using System.Text;
using Longgang.Cloud.Core.Cap;

namespace Longgang.Cloud.Core.Tests.Cap;

public sealed class CapReaderTests
{
    public static TheoryData<string> Valid => [.. CapDocuments.Valid];

    public static TheoryData<string> Invalid => [.. CapDocuments.Invalid];

    [Fact]
    public void TestSet_HasARowForEveryDocument()
    {
        Assert.Equal(CapDocuments.Invalid, CapDocuments.Expected.Keys.Order(StringComparer.Ordinal));
        Assert.True(CapDocuments.Valid.Count() >= 20);
        Assert.True(CapDocuments.Expected.Count >= 60);
    }

    [Theory]
    [MemberData(nameof(Valid))]
    public void Read_ValidDocument_HasNoProblem(string name)
    {
        CapReading reading = Read(CapDocuments.Read(name));

        Assert.Empty(reading.Problems);
        Assert.NotNull(reading.Alert);
    }

    [Theory]
    [MemberData(nameof(Invalid))]
    public void Read_InvalidDocument_NamesElementAndReason(string name)
    {
        (string path, string reason, _) = CapDocuments.Expected[name];

        CapReading reading = Read(File.ReadAllBytes(CapDocuments.PathOf("invalid", name)));

        Assert.Null(reading.Alert);
        CapProblem problem = Assert.Single(reading.Problems);
        Assert.Equal((path, reason), (problem.Path, problem.Reason));
        Assert.All([problem.What, problem.Why, problem.Todo], words => Assert.NotEmpty(words));
    }

    [Fact]
    public void Read_Everything_KeepsAllOfIt()
    {
        CapAlert alert = Read(CapDocuments.Read("everything")).Alert!;

        Assert.Equal(("LG-2022-0511-001", "met@lg.example", "值班员", "无"), (alert.Identifier, alert.Sender, alert.Source, alert.Note));
        Assert.Equal(["a@lg.example", "b@lg.example"], alert.Addresses);
        Assert.Equal(["profile:LG", "inner"], alert.Codes);
        Assert.Equal(["台风 暹芭", "2022-RAIN-7"], alert.Incidents);
        Assert.Equal(new CapReference("met@lg.example", "LG-2022-0511-000", new(2022, 5, 11, 0, 0, 0, TimeSpan.Zero)), Assert.Single(alert.References));
        CapInfo info = Assert.Single(alert.Infos);
        Assert.Equal([CapCategory.Met, CapCategory.Safety], info.Categories);
        Assert.Equal([CapResponseType.Avoid, CapResponseType.Monitor], info.ResponseTypes);
        Assert.Equal(("户外作业人员", "https://lg.example/rain", "0755-12121"), (info.Audience, info.Web, info.Contact));
        Assert.Equal([new CapNamedValue("profile:CN-LONGGANG-PRIORITY", "8"), new CapNamedValue("mm", "")], info.Parameters);
        Assert.Equal(2, info.Areas.Count);
        Assert.Equal(new CapPoint(22.70m, 114.20m), info.Areas[0].Polygons[0][0]);
        Assert.Equal(["440307013", "440307013001"], info.Areas[1].Geocodes.Select(code => code.Value));
    }

    [Fact]
    public void Read_CommentsInsideText_AreNotPartOfIt()
    {
        CapAlert alert = Read(CapDocuments.Read("comments-cdata-and-references")).Alert!;

        Assert.Equal("LG-2022", alert.Identifier);
        Assert.Equal(("风力 < 8 & 雨", "A&B < C & D", "甲乙"), (alert.Infos[0].Headline, alert.Infos[0].Description, alert.Infos[0].Instruction));
    }

    [Fact]
    public void Read_EndOfDay_IsTheNextMorning() => Assert.Equal(
        new DateTimeOffset(2022, 5, 12, 0, 0, 0, TimeSpan.FromHours(8)), Read(CapDocuments.Read("end-of-day")).Alert!.Infos[0].Expires);

    [Fact]
    public void Read_PlusZeroOffset_IsTakenAndNoted()
    {
        CapReading reading = Read(CapDocuments.Text("rainstorm-alert").Replace("<sent>2022-05-11T08:00:00+08:00", "<sent>2022-05-11T00:00:00+00:00", StringComparison.Ordinal));

        Assert.NotNull(reading.Alert);
        Assert.Contains(reading.Notes, note => note is { Path: "alert/sent", Reason: CapReason.Time });
    }

    [Fact]
    public void Read_SeveralMistakes_NamesThemAll()
    {
        string document = CapDocuments.Text("several-targets")
            .Replace("<status>Actual", "<status>actual", StringComparison.Ordinal)
            .Replace("Moderate", "moderate", StringComparison.Ordinal)
            .Replace("  <sender>met@lg.example</sender>\n", "", StringComparison.Ordinal);

        Assert.Equal(["alert/sender", "alert/status", "alert/info[2]/severity"], Read(document).Problems.Select(problem => problem.Path));
    }

    [Fact]
    public void Read_ThousandsOfMistakes_ListsAHundred()
    {
        string document = CapDocuments.Text("rainstorm-alert").Replace("  <info>", string.Concat(Enumerable.Repeat("<x/>", 15_000)) + "  <info>", StringComparison.Ordinal);

        CapReading reading = Read(document);

        Assert.Equal(100, reading.Problems.Count);
        Assert.Equal(CapReason.TooMany, reading.Problems[^1].Reason);
    }

    private static CapReading Read(string document) => Read(Encoding.UTF8.GetBytes(document));

    private static CapReading Read(byte[] document) => CapReader.Read(document, [], CapDocuments.Now);
}
