using Google.Protobuf;
using Longgang.Contracts.Areas;
using Longgang.Contracts.Wire;
using Longgang.Edge.Core.Alerts;
using Longgang.Edge.Core.Devices;
using Longgang.Edge.Core.Rules;
using Longgang.Edge.Core.Tests.Support;
using Longgang.Edge.Core.Time;

namespace Longgang.Edge.Core.Tests.Alerts;

public sealed class AlertMinterTests
{
    private static readonly DeviceIdentity Gate1 = Device("gate-1", "440307003002");
    private static readonly AlertRules Rules = SamplePolicy.Default.Alerts;

    [Fact]
    public void Mint_SameScanAgain_SameIdAndNoRepeat()
    {
        var minter = new AlertMinter();
        AlertDraft first = Mint(minter, Gate1, 7, person: 1, minute: 0);
        AlertDraft again = Mint(new AlertMinter(), Gate1, 7, person: 1, minute: 3, remember: false); // another process, after a crash
        AlertDraft inMemory = Mint(minter, Gate1, 7, person: 1, minute: 3);

        Assert.Equal(first.Alert.Id, again.Alert.Id);
        Assert.Equal(first.Alert.Id, inMemory.Alert.Id);
        Assert.False(inMemory.Alert.Repeat);
    }

    [Theory]
    [InlineData("gate-2", "440307003002", 1, 29, true)]
    [InlineData("gate-2", "440307003002", 1, 30, false)] // the window is over
    [InlineData("gate-2", "440307003003", 1, 5, false)] // another place
    [InlineData("gate-1", "440307003002", 2, 5, false)] // somebody else
    public void Mint_SamePersonPlaceAndWindow_IsOneAlert(string device, string area, byte person, int minute, bool repeat)
    {
        var minter = new AlertMinter();
        AlertDraft first = Mint(minter, Gate1, 7, 1, 0);
        AlertDraft second = Mint(minter, Device(device, area), 8, person, minute);
        Assert.Equal((repeat, repeat), (second.Alert.Repeat, second.Alert.Id == first.Alert.Id));
    }

    [Fact]
    public void Mint_WallClockJumps_WindowDoesNot()
    {
        var minter = new AlertMinter();
        Mint(minter, Gate1, 7, 1, 0);
        Scan scan = FeverOf(1);
        var stamp = new EventStamp(DateTimeOffset.UnixEpoch.AddYears(99), 5 * 60_000_000, ClockQuality.Unsynchronized);
        Assert.True(minter.Mint(Rules, Gate1, 1, 8, scan, stamp)[0].Alert.Repeat);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public void Mint_WallClockIsSetByYears_WindowEndsWhenItsTimeHasPassed(int years)
    {
        var clock = new SettableClock(new DateTimeOffset(2022, 3, 14, 0, 0, 0, TimeSpan.Zero));
        var stamper = new EventStamper(clock, new SimClockQuality());
        var minter = new AlertMinter();
        AlertDraft first = minter.Mint(Rules, Gate1, 1, 7, FeverOf(1), stamper.Now())[0];
        minter.Remember(first, stamper.Now());
        clock.Set(TimeSpan.FromDays(365 * years));
        clock.Advance(Rules.MergeWindow - TimeSpan.FromSeconds(1));
        Assert.True(minter.Mint(Rules, Gate1, 1, 8, FeverOf(1), stamper.Now())[0].Alert.Repeat);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.False(minter.Mint(Rules, Gate1, 1, 9, FeverOf(1), stamper.Now())[0].Alert.Repeat);
    }

    [Fact]
    public void Mint_NotRemembered_DoesNotMerge()
    {
        // Its append failed: nothing may point to it.
        var minter = new AlertMinter();
        Mint(minter, Gate1, 7, 1, 0, remember: false);
        Assert.False(Mint(minter, Gate1, 8, 1, 1).Alert.Repeat);
    }

    [Fact]
    public void Mint_NobodyKnown_NeverMerges()
    {
        var minter = new AlertMinter();
        Assert.False(Mint(minter, Gate1, 7, 0, 0).Alert.Repeat);
        Assert.False(Mint(minter, Gate1, 8, 0, 0).Alert.Repeat);
    }

    [Fact]
    public void Mint_SeveralCauses_OneAlertEach()
    {
        Scan scan = FeverOf(1);
        scan.Reasons.Add(Reason.CodeRed);
        scan.Reasons.Add(Reason.ZoneLockdown);
        scan.Reasons.Add(Reason.ZoneControl);
        scan.Reasons.Add(Reason.CodeYellow); // not in the policy
        IReadOnlyList<AlertDraft> drafts = new AlertMinter().Mint(Rules, Gate1, 1, 1, scan, At(0));
        Assert.Equal([AlertCategory.Fever, AlertCategory.CodeRed, AlertCategory.ZoneBreach], drafts.Select(draft => draft.Alert.Category));
        Assert.Equal(3, drafts.Select(draft => draft.Alert.Id).Distinct().Count());
        Assert.Equal([Severity.Orange, Severity.Red, Severity.Orange], drafts.Select(draft => draft.Alert.Severity));
    }

    [Fact]
    public void Remember_ManyPeople_StaysWithinItsCapacity()
    {
        var minter = new AlertMinter(capacity: 100);
        for (int n = 0; n < 1000; n++)
        {
            var scan = new Scan { Person = ByteString.CopyFrom([.. BitConverter.GetBytes((long)n), .. new byte[8]]) };
            scan.Reasons.Add(Reason.CodeRed);
            minter.Remember(minter.Mint(Rules, Gate1, 1, (ulong)n + 1, scan, At(0))[0], At(0));
        }

        Assert.Equal(100, minter.Count);
    }

    [Fact]
    public void Identity_DiffersByEveryPart()
    {
        UInt128[] ids =
        [
            AlertIdentity.Of("a", 1, 1, AlertCategory.Fever), AlertIdentity.Of("b", 1, 1, AlertCategory.Fever), AlertIdentity.Of("a", 2, 1, AlertCategory.Fever),
            AlertIdentity.Of("a", 1, 2, AlertCategory.Fever), AlertIdentity.Of("a", 1, 1, AlertCategory.CodeRed), AlertIdentity.Of("a", 1, 1, AlertCategory.Fever, "x"),
            AlertIdentity.Of("ax", 1, 1, AlertCategory.Fever),
        ];
        Assert.Equal(ids.Length, ids.Distinct().Count());
    }

    private static AlertDraft Mint(AlertMinter minter, DeviceIdentity device, ulong sequence, byte person, int minute, bool remember = true)
    {
        AlertDraft draft = minter.Mint(Rules, device, 1, sequence, FeverOf(person), At(minute)).Single();
        if (remember)
        {
            minter.Remember(draft, At(minute));
        }

        return draft;
    }

    private static Scan FeverOf(byte person)
    {
        var scan = new Scan { Person = person == 0 ? ByteString.Empty : ByteString.CopyFrom([.. Enumerable.Repeat(person, 16)]), TemperatureCentiCelsius = 3850 };
        scan.Reasons.Add(Reason.TemperatureHigh);
        return scan;
    }

    private static EventStamp At(int minute) => new(DateTimeOffset.UnixEpoch.AddMinutes(minute), (ulong)minute * 60_000_000, ClockQuality.Synchronized);

    private static DeviceIdentity Device(string id, string area) => new(id, DeviceKind.Sentinel, AreaCode.TryParse(area, out AreaCode code) ? code : default);
}
